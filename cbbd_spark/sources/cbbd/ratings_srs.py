"""/ratings/srs: one record is one team's simple rating.

An end-of-season snapshot without a date: it must never describe what was known before a game.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/ratings/srs",
    "one team in one season",
    key=("season", "teamId"),
    routes=(BySeason(),),
    expected_rows=365,
)

"""/ratings/adjusted: one record is one team's adjusted efficiency.

Ranks are taken inside the answer: only a whole season has national ones.
An end-of-season snapshot without a date: it must never describe what was known before a game.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/ratings/adjusted",
    "one team in one season",
    key=("season", "teamId"),
    routes=(BySeason(),),
    expected_rows=365,
)

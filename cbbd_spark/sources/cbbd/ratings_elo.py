"""/ratings/elo: one record is one team's Elo after the last game. A team can stand twice in one answer.

An end-of-season snapshot without a date: it must never describe what was known before a game.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/ratings/elo",
    "one team in one season",
    key=("season", "teamId"),
    routes=(BySeason(),),
    expected_rows=365,
    not_echoed=("conference",),  # asked for by its abbreviation, answered with its name
)

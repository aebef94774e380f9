"""/teams/roster: one record is one team in one season with its players.

A roster is a span, not a list: a player stands in every season between his first and last, with today's
jersey, height and weight.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/teams/roster",
    "one team in one season, with its players",
    key=("season", "teamId"),
    routes=(BySeason(),),
    expected_rows=700,
    refresh_days=7,
)

"""/stats/team/leaderboard: a stored table of the season; the API wants a paid tier for it."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/stats/team/leaderboard",
    "one team in one season",
    key=("season", "teamId"),
    routes=(BySeason(),),
    expected_rows=365,
    refresh_days=7,
)

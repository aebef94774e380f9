"""/substitutions/game/{gameId}: for gaps; by team it is 365 calls a season, by game 6,000."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByGame

ENDPOINT = endpoint(
    "/substitutions/game/{gameId}",
    "one player's stint on the floor",
    key=("gameId", "teamId", "athleteId", "subIn.period", "subIn.secondsRemaining"),
    routes=(ByGame(),),
    expected_rows=450_000,
    first_season=2024,
    dearer_than="substitutions_team",
)

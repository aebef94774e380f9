"""/substitutions/team: the stints on the floor of a team's own players. Known from 2024 on."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByTeam

ENDPOINT = endpoint(
    "/substitutions/team",
    "one player's stint on the floor",
    key=("gameId", "teamId", "athleteId", "subIn.period", "subIn.secondsRemaining"),
    routes=(ByTeam(),),
    expected_rows=450_000,
    from_request=("season",),
    first_season=2024,
    refresh_days=7,
)

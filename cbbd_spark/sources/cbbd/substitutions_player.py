"""/substitutions/player/{playerId}: the stints of one player. `playerId` is the id of the rosters."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByPlayer

ENDPOINT = endpoint(
    "/substitutions/player/{playerId}",
    "one player's stint on the floor",
    key=("gameId", "teamId", "athleteId", "subIn.period", "subIn.secondsRemaining"),
    routes=(ByPlayer(),),
    expected_rows=0,
    from_request=("season",),
    first_season=2024,
    on_demand=True,
)

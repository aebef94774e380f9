"""/plays/player/{playerId}: the plays that a player took part in. `playerId` is the id of the rosters."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByPlayer

ENDPOINT = endpoint(
    "/plays/player/{playerId}",
    "one play with the player among its participants",
    key=("id",),
    routes=(ByPlayer(),),
    expected_rows=0,
    first_season=2006,
    on_demand=True,
)

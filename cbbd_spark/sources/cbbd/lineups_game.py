"""/lineups/game/{gameId}: the only way to lineups by game, at one call a game. Asked only by name."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByGame

ENDPOINT = endpoint(
    "/lineups/game/{gameId}",
    "one five-man unit of one team in one game",
    key=("gameId", "teamId", "idHash"),
    routes=(ByGame(),),
    expected_rows=190_000,
    from_request=("gameId",),
    first_season=2024,
    on_demand=True,
)

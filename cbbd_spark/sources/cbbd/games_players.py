"""/games/players: one record is one team's players in one game. `players[].athleteId` is no athlete's id."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByDateWindow, CapUnit, RowCap

ENDPOINT = endpoint(
    "/games/players",
    "one team's players in one game",
    key=("gameId", "teamId"),
    routes=(ByDateWindow(days=6),),
    expected_rows=12_000,
    row_cap=RowCap(1000, CapUnit.TEAM_ROWS),
)

"""/games/teams: one record is one team's box score in one game.

The cap counts team rows, not games as its text says, and the order has no tie-break: the last game of a full
answer can have one team only.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByDateWindow, CapUnit, RowCap

ENDPOINT = endpoint(
    "/games/teams",
    "one team's box score in one game",
    key=("gameId", "teamId"),
    routes=(ByDateWindow(days=14),),
    expected_rows=12_000,
    row_cap=RowCap(3000, CapUnit.TEAM_ROWS),
)

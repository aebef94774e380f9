"""/lines: one record is one game with its betting lines. A 0 arrives as null, a pick'em spread too."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByDateWindow, CapUnit, RowCap

ENDPOINT = endpoint(
    "/lines",
    "one game, with its lines",
    key=("gameId",),
    routes=(ByDateWindow(days=30),),
    expected_rows=6_300,
    row_cap=RowCap(3000, CapUnit.GAMES),
    first_season=2013,
)

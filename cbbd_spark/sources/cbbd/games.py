"""/games: one record is one game, played or not. Points are 0-0 unless the status is `final`."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByDateWindow, CapUnit, RowCap

ENDPOINT = endpoint(
    "/games",
    "one game",
    key=("id",),
    routes=(ByDateWindow(days=30),),
    expected_rows=6_300,
    row_cap=RowCap(3000, CapUnit.GAMES),
)

"""/games/media: one record is one game with its broadcasts; a game without any has an empty list."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByDateWindow, CapUnit, RowCap

ENDPOINT = endpoint(
    "/games/media",
    "one game, with its broadcasts",
    key=("gameId",),
    routes=(ByDateWindow(days=30),),
    expected_rows=6_300,
    row_cap=RowCap(3000, CapUnit.GAMES),
    first_season=2011,
)

"""/scoreboard: the games of today as they stand. Asked only by name, and not counted against the quota."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/scoreboard",
    "one game on the live board",
    key=("id",),
    routes=(Once(),),
    expected_rows=150,
    refresh_days=0,
    on_demand=True,
)

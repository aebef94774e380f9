"""/draft/positions: a position has no id but its abbreviation."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/draft/positions",
    "one position",
    key=("abbreviation",),
    routes=(Once(),),
    expected_rows=10,
    refresh_days=28,
)

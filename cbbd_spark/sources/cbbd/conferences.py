"""/conferences: one record is one conference, historic ones included."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/conferences",
    "one conference",
    key=("id",),
    routes=(Once(),),
    expected_rows=60,
    refresh_days=28,
)

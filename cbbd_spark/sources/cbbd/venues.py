"""/venues: one record is one venue."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/venues",
    "one venue",
    key=("id",),
    routes=(Once(),),
    expected_rows=1_000,
    refresh_days=28,
)

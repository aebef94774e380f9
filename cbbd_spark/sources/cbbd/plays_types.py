"""/plays/types: one record is one play type. Several ids share one meaning; plays carry the name only."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/plays/types",
    "one play type",
    key=("id",),
    routes=(Once(),),
    expected_rows=45,
    refresh_days=28,
)

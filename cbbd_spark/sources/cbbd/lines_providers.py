"""/lines/providers: one record is one provider of betting lines. `/lines` names providers by name, not by id."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/lines/providers",
    "one provider",
    key=("id",),
    routes=(Once(),),
    expected_rows=10,
    refresh_days=28,
)

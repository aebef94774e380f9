"""/draft/teams: the NBA teams of the draft data. `sourceId` is a number here and a text elsewhere."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/draft/teams",
    "one NBA team",
    key=("id",),
    routes=(Once(),),
    expected_rows=40,
    refresh_days=28,
)

"""/conferences/history: a conference with the teams that are or were in it; spans can overlap."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint(
    "/conferences/history",
    "one conference, with its memberships",
    key=("id",),
    routes=(Once(),),
    expected_rows=60,
    refresh_days=28,
)

"""/teams/directory: one object a season, its Division I teams and conferences in lists."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/teams/directory",
    "one season, with its Division I teams and conferences",
    key=("season",),
    routes=(BySeason(),),
    expected_rows=1,
    refresh_days=7,
)

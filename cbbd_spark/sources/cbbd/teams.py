"""/teams: without a season every team as it is today, with one the Division I teams and their conference then.

The record does not say which season was asked for, so bronze takes it from the request (NULL = today).
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason, Once

ENDPOINT = endpoint(
    "/teams",
    "one team today, or one Division I team in a season",
    key=("season", "id"),
    routes=(Once(), BySeason()),
    expected_rows=365,
    from_request=("season",),
    refresh_days=7,
)

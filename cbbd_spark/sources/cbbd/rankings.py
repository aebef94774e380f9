"""/rankings: one record is one team in one poll of one week. `ranking` is null for votes without a rank."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/rankings",
    "one team in one poll of one week",
    key=("season", "seasonType", "week", "pollType", "teamId"),
    routes=(BySeason(),),
    expected_rows=1_500,
    not_echoed=("pollType",),  # asked for as `ap`, answered as `AP Top 25`
)

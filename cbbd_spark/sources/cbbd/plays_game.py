"""/plays/game/{gameId}: for gaps; a season of them would be 6,000 calls for what /plays/date brings in 160."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByGame

ENDPOINT = endpoint(
    "/plays/game/{gameId}",
    "one play",
    key=("id",),
    routes=(ByGame(),),
    expected_rows=2_500_000,
    first_season=2006,
    dearer_than="plays_date",
)

"""/stats/player/season: one record is one player on one team in one season; a transfer has two."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/stats/player/season",
    "one player on one team in one season",
    key=("season", "teamId", "athleteId"),
    routes=(BySeason(),),
    expected_rows=5_500,
)

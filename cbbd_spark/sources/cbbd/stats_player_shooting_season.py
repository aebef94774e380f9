"""/stats/player/shooting/season: tracked shots, the shooter found by his name in the play's text."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByConference

ENDPOINT = endpoint(
    "/stats/player/shooting/season",
    "one player's tracked shots in one season",
    key=("season", "teamId", "athleteId"),
    routes=(ByConference(),),
    expected_rows=5_000,
    first_season=2006,
    refresh_days=35,
)

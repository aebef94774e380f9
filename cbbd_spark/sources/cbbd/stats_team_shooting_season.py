"""/stats/team/shooting/season: tracked shots. Refused, or cut short, without a team or a conference."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByConference

ENDPOINT = endpoint(
    "/stats/team/shooting/season",
    "one team's tracked shots in one season",
    key=("season", "teamId"),
    routes=(ByConference(),),
    expected_rows=365,
    first_season=2006,
    refresh_days=35,
)

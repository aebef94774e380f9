"""/draft/picks: the draft in the June that follows a season. `sourceTeamName` is the mascot."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/draft/picks",
    "one draft pick",
    key=("year", "overall"),
    routes=(BySeason(parameter="year", closes=(7, 31)),),
    expected_rows=60,
    refresh_days=28,
)

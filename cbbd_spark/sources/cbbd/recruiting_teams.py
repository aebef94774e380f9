"""/recruiting/teams: the classes ranked by team. The class of season S is year S - 1."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/recruiting/teams",
    "one team in one class",
    key=("year", "teamId"),
    routes=(BySeason(parameter="year", offset=-1),),
    expected_rows=200,
    refresh_days=7,
)

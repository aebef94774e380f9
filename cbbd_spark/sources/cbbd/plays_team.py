"""/plays/team: the plays of both sides in the games of a team, so that every game comes twice."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByTeam

ENDPOINT = endpoint(
    "/plays/team",
    "one play in a game that the team took part in",
    key=("id",),
    routes=(ByTeam(),),
    expected_rows=5_000_000,
    first_season=2006,
    not_echoed=("team",),
    dearer_than="plays_date",
)

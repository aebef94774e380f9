"""/plays/tournament: the plays of the games whose `tournament` is the short name asked for (NCAA, NIT)."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByTournament

ENDPOINT = endpoint(
    "/plays/tournament",
    "one play in a game of the tournament",
    key=("id",),
    routes=(ByTournament(),),
    expected_rows=25_000,
    first_season=2006,
    not_echoed=("tournament",),
    on_demand=True,
)

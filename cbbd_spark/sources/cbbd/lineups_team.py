"""/lineups/team: what each five of a team did together in a season. Slow; the API takes two calls at once."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByTeam

ENDPOINT = endpoint(
    "/lineups/team",
    "one five-man unit of a team over a season",
    key=("season", "teamId", "idHash"),
    routes=(ByTeam(),),
    expected_rows=130_000,
    from_request=("season",),
    first_season=2024,
    refresh_days=7,
    max_concurrent=2,
)

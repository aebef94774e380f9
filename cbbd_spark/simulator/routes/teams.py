"""Teams and rosters."""

from typing import NoReturn

from cbbd_spark.simulator.dataset import Dataset, Fields, Query
from cbbd_spark.simulator.filters import Filter, equal, text
from cbbd_spark.simulator.query import ApiError
from cbbd_spark.simulator.route import Route


def _missing_overview(dataset: Dataset, query: Query) -> NoReturn:
    """Unknown team, a team outside Division I, or no snapshot yet: three answers (server source)."""
    listed = [record.fields for record in dataset.records("/teams", {})]
    seasons = {fields.get("season") for fields in listed if fields.get("id") == query.get("teamId")}
    if not seasons:
        raise ApiError(404, {"message": "Team not found"})
    if query.get("season") not in seasons:
        raise ApiError(422, {"message": "Team is not in Division I in this season"})
    raise ApiError(503, {"message": "Team season overview is not available yet"})


def _listed(query: Query, fields: Fields) -> bool:
    return bool(fields.get("season") == query.get("season"))


ROUTES = (
    # Without a season the server lists all teams; sources keep that list under season None.
    # Case matters in this conference filter, and nowhere else (Q11).
    Route("/teams", filters=(Filter("", ("season", "id"), _listed), equal("conference", "conference"))),
    Route("/teams/directory", filters=(equal("season", "season"),)),
    Route("/teams/roster", filters=(equal("season", "season"), text("team", "team"))),
    Route(
        "/teams/{teamId}/season/{season}/overview",
        filters=(equal("teamId", "teamId"), equal("season", "season")),
        missing=_missing_overview,
    ),
)

"""Ratings (snapshots without a date) and polls."""

from cbbd_spark.simulator.dataset import Fields, Query
from cbbd_spark.simulator.filters import Filter, equal, text
from cbbd_spark.simulator.route import Route

POLL_NAMES = {"ap": "AP Top 25", "coaches": "Coaches Poll"}


def _poll(query: Query, fields: Fields) -> bool:
    """The parameter's words are not those of the row."""
    return bool(fields.get("pollType") == POLL_NAMES[query["pollType"]])


_SEASON_TEAM = (equal("season", "season"), text("team", "team"))
_CONFERENCE = text("conference", "conference")

ROUTES = (
    Route("/ratings/adjusted", filters=(*_SEASON_TEAM, _CONFERENCE)),
    Route("/ratings/srs", filters=(*_SEASON_TEAM, _CONFERENCE)),
    # The row carries the conference's full name, the parameter is its abbreviation.
    Route("/ratings/elo", filters=(*_SEASON_TEAM, text("conference", "conferenceAbbreviation", "conference"))),
    Route(
        "/rankings",
        filters=(
            *_SEASON_TEAM,
            _CONFERENCE,
            equal("seasonType", "seasonType"),
            equal("week", "week"),
            Filter("pollType", ("pollType",), _poll),
        ),
    ),
)

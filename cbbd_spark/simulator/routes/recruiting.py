"""Recruiting, the transfer portal, the draft: by class year."""

from cbbd_spark.simulator.filters import equal, text
from cbbd_spark.simulator.route import Route

_YEAR = equal("year", "year")
_POSITION = text("position", "position")

ROUTES = (
    Route(
        "/recruiting/players",
        filters=(
            _YEAR,
            text("team", "committedTo.name"),
            text("conference", "committedTo.conference"),
            _POSITION,
        ),
    ),
    Route("/recruiting/teams", filters=(_YEAR, text("team", "team"), text("conference", "conference"))),
    Route(
        "/recruiting/portal",
        filters=(
            _YEAR,
            text("sourceTeam", "origin.name"),
            text("destinationTeam", "destination.name"),
            text("sourceConference", "origin.conference"),
            text("destinationConference", "destination.conference"),
            _POSITION,
        ),
    ),
    Route(
        "/draft/picks",
        filters=(
            _YEAR,
            text("draftTeam", "draftTeam"),
            text("sourceTeam", "sourceTeamLocation"),
            _POSITION,
        ),
    ),
)

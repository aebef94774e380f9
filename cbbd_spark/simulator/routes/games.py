"""Games, boxes, lines, media: capped in silence, ordered by start without a tie-break (Q1, Q2)."""

from cbbd_spark.simulator.filters import date_range, equal, text
from cbbd_spark.simulator.route import Route

_EITHER_TEAM = (text("team", "homeTeam", "awayTeam"), text("conference", "homeConference", "awayConference"))
_OWN_TEAM = (text("team", "team"), text("conference", "conference"))
_WHEN = (*date_range(), equal("season", "season"))
_KIND = (equal("seasonType", "seasonType"), text("tournament", "tournament"))
_BY_START = ("startDate",)
_BOX_ORDER = ("startDate", "teamId")  # tears the two rows of a game apart where games start at once

ROUTES = (
    Route("/games", filters=(*_WHEN, *_KIND, *_EITHER_TEAM, equal("status", "status")), order=_BY_START),
    Route("/games/media", filters=(*_WHEN, *_KIND, *_EITHER_TEAM), order=_BY_START),
    Route("/games/teams", filters=(*_WHEN, *_KIND, *_OWN_TEAM), order=_BOX_ORDER),
    Route("/games/players", filters=(*_WHEN, *_KIND, *_OWN_TEAM), order=_BOX_ORDER),
    Route("/lines", filters=(*_WHEN, *_EITHER_TEAM), order=_BY_START),
    Route(
        "/scoreboard",
        filters=(text("conference", "homeTeam.conferenceAbbreviation", "awayTeam.conferenceAbbreviation"),),
        order=_BY_START,
    ),
)

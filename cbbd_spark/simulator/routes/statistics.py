"""Season statistics, over the games that the query leaves."""

from cbbd_spark.simulator.filters import date_range, equal, text
from cbbd_spark.simulator.route import Route

_TEAM = (equal("season", "season"), text("team", "team"), text("conference", "conference"))
# A source that can aggregate reads these from the query itself; stored records are filtered where they can be.
_PART = (*_TEAM, *date_range())

ROUTES = (
    Route("/stats/team/season", filters=_PART),
    Route("/stats/player/season", filters=_PART),
    Route("/stats/team/shooting/season", filters=_PART),
    Route("/stats/player/shooting/season", filters=_PART),
    Route(
        "/stats/team/leaderboard",
        filters=(equal("season", "season"), text("team", "team"), text("conference", "conference.abbreviation")),
    ),
)

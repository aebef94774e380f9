"""Plays and substitutions: the records are games, each opens to its rows."""

from functools import lru_cache

from cbbd_spark.simulator.dataset import Fields, Query
from cbbd_spark.simulator.dates import play_window, read_instant
from cbbd_spark.simulator.filters import Filter, among_texts, contains, equal, flag, text
from cbbd_spark.simulator.route import Route
from cbbd_spark.simulator.wire import timestamp


@lru_cache(maxsize=16)
def window(date: str, utc_offset: float) -> tuple[str, str]:
    """First and last instant of a day's answer."""
    start, end = play_window(read_instant(date), utc_offset)
    return timestamp(start), timestamp(end)


def starts_in_window(query: Query, fields: Fields) -> bool:
    """Both midnights belong to the day, so a game at 00:00Z comes with two days (Q3)."""
    start, end = window(query["date"], query.get("utcOffset", 0))
    return start <= str(fields["gameStartDate"]) <= end


_DAY = (Filter("date", ("gameStartDate",), starts_in_window),)
_SHOTS = (flag("shootingPlaysOnly", "shootingPlay"),)
_GAME = (equal("gameId", "gameId"),)
_TEAM_SEASON = (equal("season", "season"), among_texts("team", "teams"))
_PLAYER = (contains("playerId", "athletes"),)

ROUTES = (
    Route("/plays/date", source="plays", filters=_DAY, order=("gameStartDate",), row_filters=_SHOTS),
    Route("/plays/game/{gameId}", source="plays", filters=_GAME, row_filters=_SHOTS),
    Route("/plays/team", source="plays", filters=_TEAM_SEASON, order=("gameStartDate",), row_filters=_SHOTS),
    Route(
        "/plays/player/{playerId}",
        source="plays",
        filters=(equal("season", "season"),),
        order=("gameStartDate",),
        row_filters=(*_SHOTS, *_PLAYER),
    ),
    Route(
        "/plays/tournament",
        source="plays",
        filters=(equal("season", "season"), text("tournament", "tournament")),
        order=("gameStartDate",),
        row_filters=_SHOTS,
    ),
    Route("/substitutions/game/{gameId}", source="substitutions", filters=_GAME),
    Route(
        "/substitutions/team",
        source="substitutions",
        filters=(equal("season", "season"), among_texts("team", "teams")),
        # Only the team's own players come, not its opponents' (Q6).
        row_filters=(text("team", "team"),),
    ),
    Route(
        "/substitutions/player/{playerId}",
        source="substitutions",
        filters=(equal("season", "season"),),
        row_filters=(equal("playerId", "athleteId"),),
    ),
)

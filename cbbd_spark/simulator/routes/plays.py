"""Plays and substitutions: the records are games, each opens to its rows."""

from cbbd_spark.simulator.dataset import Fields
from cbbd_spark.simulator.dates import play_window, read_instant
from cbbd_spark.simulator.filters import Filter, among_texts, contains, equal, flag, text
from cbbd_spark.simulator.route import Route
from cbbd_spark.simulator.wire import timestamp


def day_window(date: str, utc_offset: float, fields: Fields) -> bool:
    """Whether a game starts in the day's window, both midnights included (Q3, Q4)."""
    start, end = play_window(read_instant(date), utc_offset)
    return timestamp(start) <= str(fields["gameStartDate"]) <= timestamp(end)


_SHOTS = (flag("shootingPlaysOnly", "shootingPlay"),)
_GAME = (equal("gameId", "gameId"),)
_TEAM_SEASON = (equal("season", "season"), among_texts("team", "teams"))
_PLAYER = (contains("playerId", "athletes"),)

ROUTES = (
    Route("/plays/date", source="plays/date", order=("gameStartDate",), row_filters=_SHOTS),
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

"""/games."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.events import AWAY, HOME
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import rounded, season_label, zero_as_null


def period_points(game: Game, side: int) -> list[int] | None:
    """Missing for games not played, and for a handful that were."""
    return game.boxes.sides[side].by_period if game.boxes and game.has_period_points else None


def _side(game: Game, side: int, name: str) -> dict[str, Any]:
    team, conference = game.fixture.teams[side], game.conferences[side]
    return {
        f"{name}TeamId": team.id,
        f"{name}Team": team.school,
        f"{name}ConferenceId": conference.id if conference else None,
        f"{name}Conference": conference.abbreviation if conference else None,
        f"{name}Seed": game.fixture.seeds[side],
        f"{name}Points": game.points[side],  # 0, not null, for games not played (Q7)
        f"{name}PeriodPoints": period_points(game, side),
        f"{name}Winner": game.winner == side if game.is_final else None,
        f"{name}TeamEloStart": game.elo_start[side],
        f"{name}TeamEloEnd": game.elo_end[side],
    }


def game_info(game: Game) -> dict[str, Any]:
    """One game."""
    fixture = game.fixture
    return {
        "id": fixture.id,
        "sourceId": fixture.source_id,
        "seasonLabel": season_label(fixture.season),
        "season": fixture.season,
        "seasonType": fixture.season_type,
        "startDate": fixture.start_text,
        "startTimeTbd": False,
        "neutralSite": fixture.is_neutral,
        "conferenceGame": fixture.is_conference_game,
        "gameType": fixture.game_type,
        "tournament": fixture.tournament,
        "gameNotes": fixture.notes,
        "status": game.status,
        "attendance": game.attendance,
        **_side(game, HOME, "home"),
        **_side(game, AWAY, "away"),
        "excitement": zero_as_null(rounded(game.excitement)),
        "venueId": fixture.venue.id,
        "venue": fixture.venue.name,
        "city": fixture.venue.city,
        "state": fixture.venue.state,
    }


def _games(league: League) -> list[Record]:
    return [record("/games", game_info(game)) for game in league.games]


SOURCES = {"/games": _games}

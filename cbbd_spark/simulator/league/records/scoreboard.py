"""/scoreboard: the slate of the day, which is the last one of a season that is over."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.playing import local_day
from cbbd_spark.simulator.league.records.games import period_points
from cbbd_spark.simulator.league.records.lines import game_lines
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.records.media import broadcasts
from cbbd_spark.simulator.league.season import PlayedSeason
from cbbd_spark.simulator.league.world import League


def _side(game: Game, side: int) -> dict[str, Any]:
    team, conference = game.fixture.teams[side], game.conferences[side]
    return {
        "lineScores": period_points(game, side),
        "points": game.points[side] if game.is_final else None,
        "conferenceAbbreviation": conference.abbreviation if conference else None,
        "conference": conference.name if conference else None,
        "location": team.school,
        "name": f"{team.school} {team.mascot}",
        "id": team.id,
    }


def _betting(game: Game, season: PlayedSeason) -> dict[str, Any]:
    names = ("awayMoneyline", "homeMoneyline", "overUnder", "spread")
    lines = game_lines(game, season)
    return {name: lines[0][name] if lines else None for name in names}


def _board_game(game: Game, season: PlayedSeason) -> dict[str, Any]:
    fixture = game.fixture
    shown = broadcasts(game, season.clubs.seed)
    periods = period_points(game, 0)
    return {
        "id": fixture.id,
        "startDate": fixture.start_text,
        "startTimeTbd": False,
        "tv": shown[0]["broadcastName"] if shown else None,
        "neutralSite": fixture.is_neutral,
        "conferenceGame": fixture.is_conference_game,
        "status": game.status,
        "period": len(periods) if periods else None,
        "clock": "0:00" if game.is_final else None,
        "venue": fixture.venue.name,
        "city": fixture.venue.city,
        "state": fixture.venue.state,
        "homeTeam": _side(game, 0),
        "awayTeam": _side(game, 1),
        "betting": _betting(game, season),
    }


def _scoreboard(league: League) -> list[Record]:
    season = league.seasons[max(league.seasons)]
    day = league.today or local_day(season.games[-1].fixture)
    slate = [game for game in season.games if local_day(game.fixture) == day]
    return [record("/scoreboard", _board_game(game, season), startDate=game.fixture.start_text) for game in slate]


SOURCES = {"/scoreboard": _scoreboard}

"""/substitutions/*: stints on the floor, within a period each."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cbbd_spark.simulator.dataset import Keep, Record
from cbbd_spark.simulator.league.events import AWAY, HOME, Span
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.plays import ON_FLOOR_FROM, game_fields
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import encode

Stint = tuple[int, Span, Span]


def stints(spans: list[Span], side: int) -> Iterator[Stint]:
    """Who was on the floor, from which span to which."""
    begun: dict[int, tuple[Span, Span]] = {}
    for span in spans:
        five = span.five(side)
        for player in [each for each in begun if each not in five or begun[each][1].period != span.period]:
            yield player, *begun.pop(player)
        for player in five:
            begun[player] = begun[player][0] if player in begun else span, span
    for player, (first, last) in begun.items():
        yield player, first, last


def _moment(side: int, period: int, seconds: int, score: tuple[int, int]) -> dict[str, int]:
    return {
        "opponentPoints": score[1 - side],
        "teamPoints": score[side],
        "secondsRemaining": seconds,
        "period": period,
    }


def _substitution(game: Game, side: int, player: Player, first: Span, last: Span) -> dict[str, Any]:
    fixture = game.fixture
    team, opponent = fixture.teams[side], fixture.teams[1 - side]
    conference, other = game.conferences[side], game.conferences[1 - side]
    return {
        "gameId": fixture.id,
        "startDate": fixture.start_text,
        "teamId": team.id,
        "team": team.school,
        "conference": conference.abbreviation if conference else None,
        "athleteId": player.id,
        "athlete": player.name,
        "position": player.position,
        "opponentId": opponent.id,
        "opponent": opponent.school,
        "opponentConference": other.abbreviation if other else None,
        "subIn": _moment(side, first.period, first.start, (first.home_start, first.away_start)),
        "subOut": _moment(side, last.period, last.end, (last.home_end, last.away_end)),
    }


def _rows(game: Game, players: dict[int, Player], keep: Keep) -> Iterator[Record]:
    spans = game.course().spans
    for side in (HOME, AWAY):
        team = game.fixture.teams[side].school
        for number, first, last in stints(spans, side):
            fields = {"team": team, "athleteId": number}
            if keep(fields):
                yield Record(fields, encode(_substitution(game, side, players[number], first, last)))


def _substitutions(league: League) -> list[Record]:
    """They come from the same table as `onFloor`, so there are none before it (Q17)."""
    return [
        Record(game_fields(game), rows=partial(_rows, game, players))
        for number, season in league.seasons.items()
        if number >= ON_FLOOR_FROM
        for players in [league.players(number)]
        for game in season.games
        if game.has_plays
    ]


SOURCES = {"substitutions": _substitutions}

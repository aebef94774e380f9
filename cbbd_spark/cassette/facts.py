"""What later calls need of earlier answers: ids, names and days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any

import msgspec

from cbbd_spark.cassette.answer import Answers
from cbbd_spark.ingest.request import Value
from cbbd_spark.raw import layout

_ONE_DAY = timedelta(days=1)
_TICK = timedelta(milliseconds=1)
_FIRST, _LAST = (3, 10), (3, 25)  # a fortnight in which there are tournaments, and days with few games


class Fact(Enum):
    """A value that is not known before the first calls; the class of recruits is that of the season's freshmen."""

    SEASON = "season"
    CLASS = "class of recruits"
    WINDOW_START = "start of the window"
    WINDOW_END = "end of the window"
    GAME = "a game that was played"
    DAY = "a day with few games, one of them at midnight"
    DAY_BEFORE = "the day before it"
    DAYS_START = "start of both days"
    DAYS_END = "end of both days"
    TEAM = "a team"
    TEAM_ID = "id of a team"
    CONFERENCE = "a conference"
    LOWER_CONFERENCE = "a conference in lower case"
    TOURNAMENT = "a tournament"
    PLAYER = "a player in a play"


class Game(msgspec.Struct, frozen=True, rename="camel"):
    """The little that must be known of a game."""

    id: int
    status: str
    start_date: datetime
    home_team: str
    home_team_id: int
    home_conference: str | None = None
    away_conference: str | None = None
    tournament: str | None = None

    @property
    def day(self) -> date:
        return self.start_date.astimezone(UTC).date()

    @property
    def is_at_midnight(self) -> bool:
        return self.start_date.astimezone(UTC).time() == time()


Facts = dict[Fact, Value]


def learn(season: int, answers: Answers) -> Facts:
    """Everything that is known by now. Records in which something is missing teach nothing."""
    facts: Facts = {
        Fact.SEASON: season,
        Fact.CLASS: season - 1,
        Fact.WINDOW_START: _instant(date(season, *_FIRST)),
        Fact.WINDOW_END: _end(date(season, *_LAST)),
    }
    games = games_of(answers, "games")
    game = _example(games)
    if game:
        facts |= _of_game(game)
        facts |= _player(game, answers)
    names = Counter(one.tournament for one in games if one.tournament and one.status == "final")
    if names:
        facts[Fact.TOURNAMENT] = min(names, key=lambda name: (names[name], name))
    return {fact: value for fact, value in facts.items() if value}


def games_of(answers: Answers, step: str) -> list[Game]:
    """The games in the answer of a step; records that are no games are left out."""
    return list(_games(answers[step].records)) if step in answers else []


def _games(records: list[Any]) -> Iterator[Game]:
    for record in records:
        try:
            game = msgspec.convert(record, Game)
        except msgspec.ValidationError:
            continue
        if game.id > 0 and game.start_date.tzinfo:
            yield game


def _example(games: list[Game]) -> Game | None:
    """The game that most calls are about: at midnight if there is one, and on a day that is cheap to ask for."""
    on_day = Counter(game.day for game in games)
    first = min(on_day, default=date.min)
    candidates = [
        game
        for game in games
        if game.status == "final" and game.home_conference and game.away_conference and game.day > first
    ]
    return min(
        candidates,
        key=lambda game: (not game.is_at_midnight, on_day[game.day] + on_day[game.day - _ONE_DAY], game.id),
        default=None,
    )


def _of_game(game: Game) -> Facts:
    return {
        Fact.GAME: game.id,
        Fact.DAY: game.day.isoformat(),
        Fact.DAY_BEFORE: (game.day - _ONE_DAY).isoformat(),
        Fact.DAYS_START: _instant(game.day - _ONE_DAY),
        Fact.DAYS_END: _end(game.day),
        Fact.TEAM: game.home_team,
        Fact.TEAM_ID: game.home_team_id,
        Fact.CONFERENCE: game.home_conference or "",
        Fact.LOWER_CONFERENCE: (game.home_conference or "").lower(),
    }


def _player(game: Game, answers: Answers) -> Facts:
    plays = answers["plays_date"].records if "plays_date" in answers else []
    for play in plays:
        if isinstance(play, dict) and play.get("gameId") == game.id:
            for participant in play.get("participants") or ():
                if isinstance(participant, dict) and isinstance(participant.get("id"), int):
                    return {Fact.PLAYER: participant["id"]}
    return {}


def _instant(day: date) -> str:
    return layout.timestamp(datetime.combine(day, time(), UTC))


def _end(day: date) -> str:
    return layout.timestamp(datetime.combine(day, time(), UTC) + _ONE_DAY - _TICK)

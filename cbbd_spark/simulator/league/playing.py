"""Plays fixtures: decides whether they happen, how they go, and what the feed keeps of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from cbbd_spark.simulator.league.box import count_boxes
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.clubs import Clubs, Conference
from cbbd_spark.simulator.league.contest import play_game
from cbbd_spark.simulator.league.elo import OUTSIDER, change
from cbbd_spark.simulator.league.events import pack
from cbbd_spark.simulator.league.games import CANCELLED, FINAL, POSTPONED, SCHEDULED, Fixture, Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.rosters import Rosters
from cbbd_spark.simulator.league.strength import Strength, expected_margin
from cbbd_spark.simulator.league.win_probability import excitement

FIRST_PLAYS = 2006
SMALLEST_ROTATION = 8
_CYCLE, _POSTPONED, _CANCELLED = 250, 2, 1  # of so many games, so many are put off or never played
_PANDEMIC = 2021


@dataclass
class Stage:
    """What playing needs to know of a season; `elo` changes as games are played."""

    clubs: Clubs
    season: int
    members: dict[int, Conference]
    strengths: dict[int, Strength]
    rosters: Rosters
    elo: dict[int, int]
    today: date | None
    rotations: dict[int, list[Player]] = field(init=False)

    def __post_init__(self) -> None:
        teams = self.clubs.everyone
        self.rotations = {team.id: self.rosters.rotation(self.season, team.id) for team in teams}


def local_day(fixture: Fixture) -> date:
    """The American day of a game: 9 hours back, so that late games belong to the evening they began."""
    return (fixture.start - timedelta(hours=9)).date()


def status_of(on: Stage, fixture: Fixture) -> str:
    """Whether a fixture is played; a few before the tournaments never are."""
    if on.today is not None and local_day(fixture) > on.today:
        return SCHEDULED
    if fixture.tournament is not None:
        return FINAL
    offset = stream(on.clubs.seed, on.season, "fate").randrange(_CYCLE)
    luck = (fixture.number * 89 + offset) % _CYCLE  # evenly spread, so that every season has some
    scale = 8 if on.season == _PANDEMIC else 1
    if luck < _POSTPONED * scale:
        return POSTPONED
    return CANCELLED if luck < (_POSTPONED + _CANCELLED) * scale else FINAL


def _available(rotation: list[Player], rng: Random) -> list[Player]:
    fit = [player for player in rotation if rng.random() > 0.04]
    return fit if len(fit) >= SMALLEST_ROTATION else rotation


def _keep(game: Game, rng: Random) -> None:
    """What the feed has of a game (Q17)."""
    is_division_one = all(team.is_division_one for team in game.fixture.teams)
    game.has_plays = game.fixture.season >= FIRST_PLAYS and rng.random() > (0.012 if is_division_one else 0.15)
    game.has_boxes = rng.random() > 0.006
    game.has_period_points = rng.random() > 0.004
    game.attendance = 0 if rng.random() < 0.1 else int(rng.lognormvariate(8.2, 0.7))


def _update_elo(on: Stage, game: Game) -> None:
    home, away = game.fixture.teams
    before = (on.elo.get(home.id, OUTSIDER), on.elo.get(away.id, OUTSIDER))
    gain = change(*before, game.points[0] - game.points[1], game.fixture.is_neutral)
    for team, step in ((home, gain), (away, -gain)):
        if team.id in on.elo:
            on.elo[team.id] += step


def _elo_of(on: Stage, fixture: Fixture) -> tuple[int | None, int | None]:
    return on.elo.get(fixture.home.id), on.elo.get(fixture.away.id)


def play(on: Stage, fixture: Fixture) -> Game:
    """One fixture, whatever becomes of it. Its plays depend on seed, season and number alone."""
    conferences = on.members.get(fixture.home.id), on.members.get(fixture.away.id)
    game = Game(fixture, conferences, status_of(on, fixture))
    if not game.is_final:
        return game
    rng = stream(on.clubs.seed, on.season, "game", fixture.number)
    strengths = on.strengths[fixture.home.id], on.strengths[fixture.away.id]
    rotations = tuple(_available(on.rotations[team.id], rng) for team in fixture.teams)
    course = play_game((rotations[0], rotations[1]), strengths, on.season, fixture.is_neutral, rng)
    last = course.events[-1]
    game.points = last.home, last.away
    game.packed_course = pack(course)
    game.boxes = count_boxes(course)
    game.excitement = excitement(course, expected_margin(*strengths, fixture.is_neutral))
    _keep(game, rng)
    game.elo_start = _elo_of(on, fixture)
    _update_elo(on, game)
    game.elo_end = _elo_of(on, fixture)
    return game

"""The schedule before the tournaments: non-conference rounds, then a double round robin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from random import Random

from cbbd_spark.simulator.league.calendar import conference_days, non_conference_days, start_time
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.clubs import Clubs, Team
from cbbd_spark.simulator.league.games import STANDARD, TOURNAMENT, Fixture
from cbbd_spark.simulator.league.names import EARLY_EVENTS
from cbbd_spark.simulator.league.strength import Strength

CONFERENCE_SHARE = 0.62
NON_DIVISION_ONE = 0.06
NEUTRAL = 0.09

Pair = tuple[Team, Team]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A game that has a day but no number yet."""

    day: date
    home: Team
    away: Team
    is_conference_game: bool
    event: str | None = None


def double_round_robin(teams: Sequence[Team]) -> list[list[Pair]]:
    """Rounds in which everyone meets everyone, then again with the sides changed (the circle method)."""
    ring: list[Team | None] = [*teams, *([None] if len(teams) % 2 else [])]
    half: list[list[Pair]] = []
    for number in range(len(ring) - 1):
        pairs = [(ring[n], ring[-1 - n]) for n in range(len(ring) // 2)]
        complete = [(a, b) for a, b in pairs if a is not None and b is not None]
        half.append([(b, a) for a, b in complete] if number % 2 else complete)
        ring.insert(1, ring.pop())
    return half + [[(b, a) for a, b in pairs] for pairs in half]


def _windows(days: Sequence[date], rounds: int) -> list[Sequence[date]]:
    """The days cut into as many stretches as there are rounds: nobody plays twice on one day."""
    if rounds > len(days):
        raise ValueError(f"{rounds} rounds do not fit into {len(days)} days; ask for fewer games per team")
    edges = [n * len(days) // rounds for n in range(rounds + 1)] if rounds else []
    return [days[first:last] for first, last in pairwise(edges)]


def _conference_pairings(clubs: Clubs, season: int, wanted: int, rng: Random) -> list[Pairing]:
    by_conference: dict[int, list[Team]] = {}
    members = clubs.members(season)
    for team in clubs.teams:
        by_conference.setdefault(members[team.id].id, []).append(team)
    days = conference_days(season)
    pairings = []
    for teams in by_conference.values():
        rounds = double_round_robin(rng.sample(teams, len(teams)))[:wanted]
        for pairs, window in zip(rounds, _windows(days, len(rounds)), strict=True):
            pairings += [Pairing(rng.choice(window), home, away, True) for home, away in pairs]
    return pairings


def _strangers(teams: Sequence[Team], conference_of: dict[int, int], rng: Random) -> list[Pair]:
    """Pairs of teams of different conferences, as far as possible."""
    waiting = rng.sample(teams, len(teams))
    pairs = []
    while len(waiting) > 1:
        team = waiting.pop()
        others = (n for n, other in enumerate(waiting) if conference_of[other.id] != conference_of[team.id])
        pairs.append((team, waiting.pop(next(others, len(waiting) - 1))))
    return pairs


def _non_conference_pairings(
    clubs: Clubs, season: int, wanted: int, strengths: dict[int, Strength], rng: Random
) -> list[Pairing]:
    conference_of = {number: conference.id for number, conference in clubs.members(season).items()}
    pairings = []
    for window in _windows(non_conference_days(season), wanted):
        buyers = {team.id for team in clubs.teams if rng.random() < NON_DIVISION_ONE}
        guests = rng.sample(clubs.others, min(len(buyers), len(clubs.others)))
        hosts = [team for team in clubs.teams if team.id in buyers][: len(guests)]
        pairings += [Pairing(rng.choice(window), *pair, False) for pair in zip(hosts, guests, strict=True)]
        busy = {team.id for team in hosts}
        free = [team for team in clubs.teams if team.id not in busy]
        for first, second in _strangers(free, conference_of, rng):
            # The stronger side buys home games.
            gap = strengths[first.id].net - strengths[second.id].net
            home, away = (first, second) if gap + rng.gauss(0, 12) > 0 else (second, first)
            event = rng.choice(EARLY_EVENTS) if rng.random() < NEUTRAL else None
            pairings.append(Pairing(rng.choice(window), home, away, False, event))
    return pairings


def _fixture(clubs: Clubs, season: int, number: int, pairing: Pairing, rng: Random) -> Fixture:
    start = start_time(pairing.day, rng)
    site = clubs.neutral_venues[EARLY_EVENTS.index(pairing.event)] if pairing.event else pairing.home.venue
    is_unknown = not pairing.event and rng.random() < 0.01
    return Fixture(
        season, number, start, pairing.home, pairing.away, site,
        is_neutral=pairing.event is not None,
        is_conference_game=pairing.is_conference_game,
        game_type=TOURNAMENT if pairing.event else None if is_unknown else STANDARD,
        notes=pairing.event,
    )  # fmt: skip


def regular_season(clubs: Clubs, season: int, games_per_team: int, strengths: dict[int, Strength]) -> list[Fixture]:
    """All games before the tournaments, numbered by day."""
    rng = stream(clubs.seed, season, "schedule")
    size = len(clubs.teams) // len(clubs.conferences)
    in_conference = min(2 * (size - 1), round(CONFERENCE_SHARE * games_per_team))
    pairings = _non_conference_pairings(clubs, season, games_per_team - in_conference, strengths, rng)
    pairings += _conference_pairings(clubs, season, in_conference, rng)
    pairings.sort(key=lambda pairing: pairing.day)
    return [_fixture(clubs, season, number, pairing, rng) for number, pairing in enumerate(pairings, start=1)]

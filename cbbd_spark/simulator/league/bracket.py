"""A knock-out tournament over days: each round is drawn when the last one is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from cbbd_spark.simulator.league.calendar import start_time
from cbbd_spark.simulator.league.clubs import Team, Venue
from cbbd_spark.simulator.league.games import TOURNAMENT, Fixture, Game

Seeded = tuple[int, Team]


def bracket_order(size: int) -> list[int]:
    """Seeds in the order of the bracket: 1, 8, 4, 5, ... so that the best meet last."""
    order = [1]
    while len(order) < size:
        order = [seed for each in order for seed in (each, 2 * len(order) + 1 - each)]
    return order


def largest_power_of_two(limit: int) -> int:
    """At most the limit."""
    return 1 << (limit.bit_length() - 1)


@dataclass(frozen=True)
class TournamentPlan:
    """What all games of a tournament share."""

    season: int
    name: str
    season_type: str
    first_number: int
    days: Sequence[date]
    venues: Sequence[Venue]
    is_conference_game: bool = False
    is_at_better_seed: bool = False


@dataclass
class Bracket:
    """The teams still in, in bracket order."""

    plan: TournamentPlan
    alive: list[Seeded]
    rng: Random
    played: int = 0
    waiting: list[Game] = field(default_factory=list)

    def round_on(self, day: date) -> list[Fixture]:
        """The fixtures of a day; none when the tournament is over or its last round is not."""
        if day not in self.plan.days or len(self.alive) < 2 or any(not game.is_final for game in self.waiting):
            return []
        pairs = zip(self.alive[::2], self.alive[1::2], strict=True)
        return [self._fixture(day, *sorted(pair, key=_seed)) for pair in pairs]

    def _fixture(self, day: date, better: Seeded, worse: Seeded) -> Fixture:
        plan = self.plan
        round_number = list(plan.days).index(day) + 1
        self.played += 1
        is_final_site = len(self.alive) <= 4
        at_home = plan.is_at_better_seed and not is_final_site
        site = better[1].venue if at_home else plan.venues[self.played % len(plan.venues)]
        return Fixture(
            plan.season, plan.first_number + self.played, start_time(day, self.rng), better[1], worse[1], site,
            is_neutral=not at_home,
            is_conference_game=plan.is_conference_game,
            season_type=plan.season_type,
            game_type=TOURNAMENT,
            tournament=plan.name,
            notes=f"{plan.name} - {_round_name(len(self.alive), round_number)}",
            seeds=(better[0], worse[0]),
        )  # fmt: skip

    def record(self, games: Sequence[Game]) -> None:
        """Who won goes on; a game that was not played yet stops the tournament."""
        if not games:
            return
        self.waiting = list(games)
        if any(game.winner is None for game in games):
            return
        self.alive = [
            (game.fixture.seeds[game.winner] or 0, game.fixture.teams[game.winner])
            for game in games
            if game.winner is not None
        ]


def _seed(entry: Seeded) -> int:
    return entry[0]


def _round_name(left: int, number: int) -> str:
    return {2: "Final", 4: "Semifinals", 8: "Quarterfinals"}.get(left, f"Round {number}")


def seeded_bracket(plan: TournamentPlan, ranked: Sequence[Team], rng: Random) -> Bracket:
    """One bracket over as many of the best as make a power of two."""
    order = bracket_order(largest_power_of_two(len(ranked)))
    return Bracket(plan, [(seed, ranked[seed - 1]) for seed in order], rng)


def regional_bracket(plan: TournamentPlan, ranked: Sequence[Team], regions: int, rng: Random) -> Bracket:
    """Regions with the seeds 1 to n each, dealt in an S; the region winners meet in the last rounds."""
    per_region = len(ranked) // regions
    alive: list[Seeded] = []
    for region in range(regions):
        for seed in bracket_order(per_region):
            place = region if seed % 2 else regions - 1 - region
            alive.append((seed, ranked[(seed - 1) * regions + place]))
    return Bracket(plan, alive, rng)

"""Players: who they are, what they are good at, and their careers.

A class of recruits is drawn from its own stream, career and transfers included, so that a season's rosters do
not depend on the other seasons that were asked for.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cbbd_spark.simulator.league.chance import clipped, stream
from cbbd_spark.simulator.league.clubs import Team
from cbbd_spark.simulator.league.names import FIRST_NAMES, LAST_NAMES, PLACES, STATES, SUFFIXES

LEAVES, TRANSFERS = 0.15, 0.13  # chances after a season, from 2021 on for transfers
FIRST_PORTAL_YEAR = 2021
ID_BASE_YEAR = 1990
_HEIGHTS = {"G": (75, 1.7), "F": (79, 1.6), "C": (82.5, 1.3)}
_SHOT_SHARES = {"three": {"G": 0.46, "F": 0.36, "C": 0.12}, "rim": {"G": 0.30, "F": 0.40, "C": 0.62}}


@dataclass(frozen=True, slots=True)
class Skills:
    """What decides who does what: weights are relative among the five on the floor."""

    talent: float
    usage: float
    three_share: float
    rim_share: float
    shooting: float
    free_throws: float
    offensive_rebounds: float
    defensive_rebounds: float
    assists: float
    steals: float
    blocks: float
    fouls: float


@dataclass(frozen=True, slots=True)
class Player:
    """A player with the team of each season that he plays."""

    id: int
    first_name: str
    last_name: str
    position: str
    height: int
    weight: int
    jersey: str
    born: date | None
    city: str
    state: str | None
    country: str
    class_season: int
    skills: Skills
    stars: int
    teams: dict[int, int]

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def source_id(self) -> str:
        """The id in the upstream feed, which joins box scores to rosters."""
        return str(4_000_000 + self.id)

    def spans(self) -> dict[int, tuple[int, int]]:
        """First and last season at each team, whatever was between them."""
        found: dict[int, tuple[int, int]] = {}
        for season, team in sorted(self.teams.items()):
            found[team] = found.get(team, (season, season))[0], season
        return found


def _skills(rng: Random, position: str, talent: float) -> Skills:
    big, guard = position == "C", position == "G"
    return Skills(
        talent=talent,
        usage=2.718 ** rng.gauss(0.25 * talent, 0.3),
        three_share=clipped(rng.gauss(_SHOT_SHARES["three"][position], 0.12), 0.0, 0.8),
        rim_share=clipped(rng.gauss(_SHOT_SHARES["rim"][position], 0.06), 0.1, 0.8),
        shooting=rng.gauss(0.01 * talent, 0.02),
        free_throws=clipped(rng.gauss(0.60 if big else 0.72, 0.08), 0.4, 0.93),
        offensive_rebounds=2.718 ** rng.gauss(1.0 if big else 0.0 if guard else 0.6, 0.3),
        defensive_rebounds=2.718 ** rng.gauss(0.6 if big else 0.0 if guard else 0.4, 0.25),
        assists=2.718 ** rng.gauss(0.8 if guard else -0.3 if big else 0.0, 0.4),
        steals=2.718 ** rng.gauss(0.2 if guard else 0.0, 0.3),
        blocks=2.718 ** rng.gauss(1.4 if big else -0.5 if guard else 0.5, 0.4),
        fouls=2.718 ** rng.gauss(0.4 if big else 0.0, 0.2),
    )


def _career(rng: Random, team: Team, first: int, destinations: tuple[int, ...]) -> dict[int, int]:
    """Team by season: most stay, some transfer, some leave early, a few take a fifth year."""
    here, seasons = team.id, {first: team.id}
    for season in range(first + 1, first + (5 if rng.random() < 0.15 else 4)):
        luck, target = rng.random(), rng.random()
        if luck < LEAVES:
            break
        if luck < LEAVES + TRANSFERS and season > FIRST_PORTAL_YEAR and team.is_division_one:
            here = destinations[int(target * len(destinations))]
        seasons[season] = here
    return seasons


def _player(seed: int, team: Team, first: int, number: int, destinations: tuple[int, ...]) -> Player:
    rng = stream(seed, "player", team.id, first, number)
    position = ("G", "F", "G", "C", "F")[number % 5] if number < 3 else rng.choice("GGFFC")
    talent = rng.gauss(0, 1)
    height = round(rng.gauss(*_HEIGHTS[position]))
    last_name = rng.choice(LAST_NAMES) + (f" {rng.choice(SUFFIXES)}" if rng.random() < 0.04 else "")
    is_foreign = rng.random() < 0.08
    return Player(
        id=(first - ID_BASE_YEAR) * 100_000 + team.id * 10 + number,
        first_name=rng.choice(FIRST_NAMES),
        last_name=last_name,
        position=position,
        height=height,
        weight=round(height * 2.65 + rng.gauss(0, 10)),
        jersey=str(rng.randrange(56)),
        born=date(first - 20, 9, 1) + timedelta(days=rng.randrange(365)) if rng.random() < 0.3 else None,
        city=rng.choice(PLACES),
        state=None if is_foreign else rng.choice(STATES),
        country=rng.choice(("Spain", "Serbia", "Mali", "Australia", "Canada")) if is_foreign else "USA",
        class_season=first,
        skills=_skills(rng, position, talent),
        stars=int(clipped(round(2.8 + 0.9 * talent), 1, 5)),
        teams=_career(rng, team, first, destinations),
    )


def recruit_class(seed: int, team: Team, first: int, destinations: tuple[int, ...]) -> list[Player]:
    """The players who begin at a team in a season, with all of their careers."""
    size = 4 + (stream(seed, "class size", team.id, first).random() < 0.5)
    return [_player(seed, team, first, number, destinations) for number in range(size)]

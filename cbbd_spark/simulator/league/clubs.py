"""Conferences, teams and arenas: the same in every season, but for a few changes of conference."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.names import (
    CONFERENCES,
    MASCOTS,
    NEUTRAL_SITES,
    PLACES,
    SCHOOL_FORMS,
    SPECIAL_SCHOOLS,
    STATES,
)

FIRST_SEASON = 2003
FIRST_OTHER_TEAM = 1001
_TRADES_EVERY = 3


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference."""

    id: int
    source_id: str
    name: str
    abbreviation: str


@dataclass(frozen=True, slots=True)
class Venue:
    """An arena."""

    id: int
    name: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team; outside Division I it has no conference in any season."""

    id: int
    school: str
    mascot: str
    abbreviation: str
    colors: tuple[str, str]
    venue: Venue
    is_division_one: bool

    @property
    def source_id(self) -> str:
        """The id in the upstream feed."""
        return str(self.id * 7 + 2)


def _schools(seed: int, count: int) -> list[str]:
    rng = stream(seed, "schools")
    places = rng.sample(PLACES, len(PLACES))
    ordinary = [form.format(place) for form in SCHOOL_FORMS for place in places]
    special = SPECIAL_SCHOOLS[: count // 4]
    if count > len(ordinary):
        raise ValueError(f"there are names for {len(ordinary)} teams, {count} were asked for")
    chosen = [*special, *ordinary[: count - len(special)]]
    rng.shuffle(chosen)
    return chosen


def _team(seed: int, number: int, school: str, is_division_one: bool) -> Team:
    team_id = number + 1 if is_division_one else FIRST_OTHER_TEAM + number
    rng = stream(seed, "team", team_id)
    place = school.partition(" (")[0].replace(" A&M", "").replace(" State", "").replace(" Tech", "")
    arena = f"{rng.choice(PLACES)} {rng.choice(('Arena', 'Center', 'Fieldhouse', 'Gymnasium'))}"
    venue = Venue(team_id, arena, place, rng.choice(STATES))
    letters = "".join(letter for letter in school.upper() if letter.isalnum())
    colors = (f"{rng.randrange(1 << 24):06x}", f"{rng.randrange(1 << 24):06x}")
    return Team(team_id, school, rng.choice(MASCOTS), letters[:4], colors, venue, is_division_one)


def conference_count(teams: int) -> int:
    """Conferences of about eight teams, of eleven in a league as large as the real one."""
    size = 8 if teams <= 128 else 11.4
    return min(max(round(teams / size), 2 if teams >= 8 else 1), len(CONFERENCES))


@dataclass(frozen=True)
class Clubs:
    """All the teams of a league."""

    seed: int
    conferences: tuple[Conference, ...]
    teams: tuple[Team, ...]
    others: tuple[Team, ...]
    neutral_venues: tuple[Venue, ...]
    _members: dict[int, dict[int, Conference]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_id(self) -> dict[int, Team]:
        """Every team, those outside Division I too."""
        return {team.id: team for team in (*self.teams, *self.others)}

    @cached_property
    def everyone(self) -> tuple[Team, ...]:
        """Division I teams first."""
        return (*self.teams, *self.others)

    def _memberships(self, season: int) -> list[int]:
        """Conference number by team number; every few years two teams change places."""
        members = [number * len(self.conferences) // len(self.teams) for number in range(len(self.teams))]
        for year in range(FIRST_SEASON, season + 1):
            if year % _TRADES_EVERY == 0 and len(self.conferences) > 1:
                first, second = stream(self.seed, "trade", year).sample(range(len(members)), 2)
                members[first], members[second] = members[second], members[first]
        return members

    def members(self, season: int) -> dict[int, Conference]:
        """The conference of each Division I team in a season."""
        if season not in self._members:
            numbers = self._memberships(season)
            pairs = zip(self.teams, numbers, strict=True)
            self._members[season] = {team.id: self.conferences[number] for team, number in pairs}
        return self._members[season]


def found_clubs(seed: int, teams: int) -> Clubs:
    """The league's teams."""
    others = max(2, teams // 6)
    schools = _schools(seed, teams + others)
    conferences = tuple(
        Conference(number + 1, str(number + 41), *CONFERENCES[number]) for number in range(conference_count(teams))
    )
    sites = tuple(Venue(5001 + number, *site) for number, site in enumerate(NEUTRAL_SITES))
    return Clubs(
        seed,
        conferences,
        _teams(seed, schools[:teams], True),
        _teams(seed, schools[teams:], False),
        sites,
    )


def _teams(seed: int, schools: Sequence[str], is_division_one: bool) -> tuple[Team, ...]:
    return tuple(_team(seed, number, school, is_division_one) for number, school in enumerate(schools))

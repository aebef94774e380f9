"""How good a team is: points per 100 possessions on offence and defence, against the mean team.

A team has a lasting level (its conference's and its own) and a part that drifts from year to year, so strengths
persist over seasons. Each team draws from its own stream from the first season on: a season's values do not
depend on which seasons are asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.clubs import FIRST_SEASON, Clubs, Team

# Together a standard deviation of some 12 net points per 100 possessions, as Division I has.
CONFERENCE_SD = 8.0
TEAM_SD = 7.0
DRIFT_SD = 7.5
PERSISTENCE = 0.7
OTHER_LEVEL = -28.0
EXPECTED_PACE = 68.0
HOME_EDGE_PER_100 = 5.2


@dataclass(frozen=True, slots=True)
class Strength:
    """Better is higher on both sides; `pace` is possessions per 40 minutes."""

    offense: float
    defense: float
    pace: float

    @property
    def net(self) -> float:
        """Points per 100 possessions by which the team beats the mean one at a neutral site."""
        return self.offense + self.defense


def _drift(seed: int, team: Team, season: int) -> float:
    rng = stream(seed, "drift", team.id)
    level = rng.gauss(0, DRIFT_SD)
    for _ in range(FIRST_SEASON, season):
        level = PERSISTENCE * level + rng.gauss(0, DRIFT_SD * (1 - PERSISTENCE**2) ** 0.5)
    return level


def _lasting(seed: int, team: Team, home_conference: int | None) -> float:
    own = stream(seed, "level", team.id).gauss(0, TEAM_SD)
    if home_conference is None:
        return OTHER_LEVEL + own
    return own + stream(seed, "conference level", home_conference).gauss(0, CONFERENCE_SD)


def _centered(values: dict[int, float], over: Iterable[int]) -> dict[int, float]:
    keys = list(over)
    mean = sum(values[key] for key in keys) / len(keys)
    return {key: value - mean for key, value in values.items()}


def season_strengths(clubs: Clubs, season: int) -> dict[int, Strength]:
    """The true strength of every team in a season; the mean of Division I is zero."""
    founding = clubs.members(FIRST_SEASON - 1)
    offense: dict[int, float] = {}
    defense: dict[int, float] = {}
    pace: dict[int, float] = {}
    for team in clubs.everyone:
        home = founding[team.id].id if team.id in founding else None
        net = _lasting(clubs.seed, team, home) + _drift(clubs.seed, team, season)
        style = stream(clubs.seed, "style", team.id)
        tilt = style.gauss(0, 3)
        offense[team.id], defense[team.id] = net / 2 + tilt, net / 2 - tilt
        pace[team.id] = EXPECTED_PACE + style.gauss(0, 2.2)
    division = [team.id for team in clubs.teams]
    offense, defense = _centered(offense, division), _centered(defense, division)
    return {key: Strength(offense[key], defense[key], pace[key]) for key in offense}


def expected_margin(home: Strength, away: Strength, is_neutral: bool) -> float:
    """Points by which the home side should win."""
    edge = 0.0 if is_neutral else HOME_EDGE_PER_100
    return (home.net - away.net + edge) * (home.pace + away.pace) / 200

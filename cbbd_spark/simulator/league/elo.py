"""Elo ratings, updated game by game in the order of the starts."""

from collections.abc import Mapping
from math import log

from cbbd_spark.simulator.league.strength import Strength

MEAN = 1500
PER_POINT_OF_STRENGTH = 10.2  # a preseason rating: last season's strength, drawn towards the mean
HOME_EDGE = 85
STEP = 22
OUTSIDER = 1000  # teams outside Division I; on the wire they have no Elo


def preseason(last_strengths: Mapping[int, Strength], teams: list[int]) -> dict[int, int]:
    """The ratings that a season starts with, the same whichever seasons are generated."""
    return {team: round(MEAN + PER_POINT_OF_STRENGTH * last_strengths[team].net) for team in teams}


def change(home: int, away: int, margin: int, is_neutral: bool) -> int:
    """What the home side gains and the away side loses."""
    gap = home - away + (0 if is_neutral else HOME_EDGE)
    expected = 1 / (1 + 10 ** (-gap / 400))
    winner_gap = gap if margin > 0 else -gap
    weight = log(abs(margin) + 1) * 2.2 / (winner_gap * 0.001 + 2.2)
    return round(STEP * weight * ((margin > 0) - expected))

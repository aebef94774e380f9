"""Quadrants, by which the NCAA's committee sorts wins and losses: the opponent's rank, and where the game was.

    home 1-30, neutral 1-50, away 1-75: 1; home 31-75, neutral 51-100, away 76-135: 2;
    home 76-160, neutral 101-200, away 136-240: 3; the rest: 4.

Bounds since 2017-18 (NCAA, "What is the NET?"). The committee ranks by NET, which the API does not have.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

# The last ranks of quadrants 1, 2 and 3.
HOME, NEUTRAL, AWAY = (30, 75, 160), (50, 100, 200), (75, 135, 240)


def quadrant(opponent_rank: Column, is_home: Column, is_neutral_site: Column) -> Column:
    """1 to 4; NULL without a rank."""
    by_rank = (
        F.when(is_neutral_site, _among(opponent_rank, NEUTRAL))
        .when(is_home, _among(opponent_rank, HOME))
        .otherwise(_among(opponent_rank, AWAY))
    )
    return F.when(opponent_rank.isNotNull(), by_rank)


def _among(rank: Column, last: tuple[int, int, int]) -> Column:
    first, second, third = last
    return F.when(rank <= first, 1).when(rank <= second, 2).when(rank <= third, 3).otherwise(4)

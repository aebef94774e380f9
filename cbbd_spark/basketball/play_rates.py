"""Rates from counts of plays: of one game, or of the sums over many.

Counts are columns under the names of `play_counts`, the other side's with the prefix `opponent_`; `possessions` are
the game's, counted.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors

OPPONENT = "opponent_"
FACTORS = ("efg_pct", "tov_ratio", "oreb_pct", "ft_rate")


def formula_possessions(prefix: str = "") -> Column:
    """A side's possessions by the formula, from its counts."""
    names = ("field_goals_attempted", "rebounds_offensive", "turnovers_total", "free_throws_attempted")
    return four_factors.possessions(*(F.col(prefix + name) for name in names))


def factors_of_both(possessions: Column) -> dict[str, Column]:
    """The Four Factors of both sides, by their columns."""
    return _factors("", OPPONENT, possessions) | _factors(OPPONENT, "", possessions)


def _factors(own: str, other: str, possessions: Column) -> dict[str, Column]:
    made, threes, attempted = (
        F.col(own + name) for name in ("field_goals_made", "three_point_field_goals_made", "field_goals_attempted")
    )
    offensive, defensive = F.col(f"{own}rebounds_offensive"), F.col(f"{other}rebounds_defensive")
    return {
        f"{own}efg_pct": four_factors.effective_field_goal_pct(made, threes, attempted),
        f"{own}tov_ratio": four_factors.turnover_ratio(F.col(f"{own}turnovers_total"), possessions),
        f"{own}oreb_pct": four_factors.offensive_rebound_pct(offensive, defensive),
        f"{own}ft_rate": four_factors.free_throw_rate(F.col(f"{own}free_throws_attempted"), attempted),
    }

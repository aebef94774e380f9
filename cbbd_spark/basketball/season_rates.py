"""Rates over many games: counts are summed first, as integers and so exactly, in whatever order; ratios come last.

A game whose box lacks a count that a rate needs is left out of that rate, in numerator and denominator alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors

# Turns a count of one game into its sum over games: F.sum, or F.sum over a window.
Total = Callable[[Column], Column]


@dataclass(frozen=True)
class BoxSide:
    """One side's counts in a game's box score."""

    fgm: Column
    fga: Column
    fg3m: Column
    fta: Column
    oreb: Column
    dreb: Column
    tov: Column

    @classmethod
    def of_columns(cls, prefix: str = "") -> BoxSide:
        """The counts under the names of `fct_game_teams`; `opponent_` is the prefix of the other side."""
        return cls(
            fgm=F.col(f"{prefix}field_goals_made"),
            fga=F.col(f"{prefix}field_goals_attempted"),
            fg3m=F.col(f"{prefix}three_point_field_goals_made"),
            fta=F.col(f"{prefix}free_throws_attempted"),
            oreb=F.col(f"{prefix}rebounds_offensive"),
            dreb=F.col(f"{prefix}rebounds_defensive"),
            tov=F.col(f"{prefix}turnovers_total"),
        )

    def columns(self) -> tuple[Column, ...]:
        return (self.fgm, self.fga, self.fg3m, self.fta, self.oreb, self.dreb, self.tov)

    @property
    def possession_counts(self) -> tuple[Column, Column, Column, Column]:
        return (self.fga, self.oreb, self.tov, self.fta)


def rate(formula: Callable[..., Column], total: Total, *counts: Column) -> Column:
    """`formula` of the summed counts, over the games that have every one of them."""
    has_all = reduce(Column.__and__, (count.isNotNull() for count in counts))
    return formula(*(total(F.when(has_all, count)) for count in counts))


def four_factors_of(side: BoxSide, other: BoxSide, total: Total) -> dict[str, Column]:
    """The Four Factors of `side` against `other`, by their names."""
    return {
        "efg_pct": effective_field_goal_pct(side, total),
        "tov_ratio": turnover_ratio(side, other, total),
        "oreb_pct": offensive_rebound_pct(side, other, total),
        "ft_rate": free_throw_rate(side, total),
    }


def effective_field_goal_pct(side: BoxSide, total: Total) -> Column:
    return rate(four_factors.effective_field_goal_pct, total, side.fgm, side.fg3m, side.fga)


def free_throw_rate(side: BoxSide, total: Total) -> Column:
    return rate(four_factors.free_throw_rate, total, side.fta, side.fga)


def offensive_rebound_pct(side: BoxSide, other: BoxSide, total: Total) -> Column:
    return rate(four_factors.offensive_rebound_pct, total, side.oreb, other.dreb)


def turnover_ratio(side: BoxSide, other: BoxSide, total: Total) -> Column:
    """Per possession of the game."""

    def formula(tov: Column, *counts: Column) -> Column:
        return four_factors.turnover_ratio(tov, _game_possessions(*counts))

    return rate(formula, total, side.tov, *side.possession_counts, *other.possession_counts)


def pace(side: BoxSide, other: BoxSide, minutes: Column, total: Total) -> Column:
    """Possessions of the game per 40 minutes."""

    def formula(minutes: Column, *counts: Column) -> Column:
        return four_factors.pace(_game_possessions(*counts), minutes)

    return rate(formula, total, minutes, *side.possession_counts, *other.possession_counts)


def _game_possessions(*counts: Column) -> Column:
    return four_factors.game_possessions(four_factors.possessions(*counts[:4]), four_factors.possessions(*counts[4:]))

"""Wins and losses, counted over the sides of final games (see `sides.final_sides`).

A game without more points on one side is a flaw of the feed, and neither won nor lost.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import ratio


def won() -> Column:
    return F.col("points") > F.col("opponent_points")


def lost() -> Column:
    return F.col("points") < F.col("opponent_points")


def records(kinds: Mapping[str, Column]) -> list[Column]:
    """`<prefix>wins` and `<prefix>losses` of the games for which the condition of the prefix holds, as aggregates."""
    return [
        F.count_if(condition & outcome).cast("int").alias(f"{prefix}{name}")
        for prefix, condition in kinds.items()
        for name, outcome in (("wins", won()), ("losses", lost()))
    ]


def by_venue() -> dict[str, Column]:
    """Kinds of games: at home, at the opponent's, and at neither's, where a home team is only listed."""
    is_neutral, is_home = F.col("is_neutral_site"), F.col("is_home")
    return {"home_": ~is_neutral & is_home, "away_": ~is_neutral & ~is_home, "neutral_": is_neutral}


def win_pct(prefix: str = "") -> Column:
    """Wins of wins and losses; NULL without either."""
    wins, losses = F.col(f"{prefix}wins"), F.col(f"{prefix}losses")
    return ratio(wins, wins + losses)


def games_behind(wins: Column, losses: Column, leader_wins: Column, leader_losses: Column) -> Column:
    """Half of the wins and losses by which a team is short of the leader, as newspapers print it.

    Below zero where the leader by percentage has played much less.
    """
    return ((leader_wins - wins) + (losses - leader_losses)).cast("double") / F.lit(2.0)

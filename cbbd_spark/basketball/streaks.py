"""What a team's latest games say: its streak, and its record in the last few.

Results are an array of (game_date, start_at, game_id, is_win), oldest first; games neither won nor lost are not in it.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from cbbd_spark.basketball.records import lost, won


def results() -> Column:
    """The results of the sides of final games, as an aggregate."""
    result = F.struct("game_date", "start_at", "game_id", won().alias("is_win"))
    return F.array_sort(F.collect_list(F.when(won() | lost(), result)))


def streak_games(results: Column) -> Column:
    """The games of the same outcome up to the last one: above zero won, below zero lost; NULL without a game."""

    def after(streak: Column, result: Column) -> Column:
        none = F.lit(0)
        return F.when(result["is_win"], F.greatest(streak, none) + 1).otherwise(F.least(streak, none) - 1)

    return F.nullif(F.aggregate(results, F.lit(0), after), F.lit(0))


def streak_text(games: Column) -> Column:
    """A streak as it is printed: `W3`, `L2`."""
    return F.concat(F.when(games > 0, "W").otherwise("L"), F.abs(games).cast("string"))


def last_wins(results: Column, games: int) -> Column:
    return F.size(F.filter(_last(results, games), lambda result: result["is_win"]))


def last_losses(results: Column, games: int) -> Column:
    return F.size(F.filter(_last(results, games), lambda result: ~result["is_win"]))


def _last(results: Column, games: int) -> Column:
    # Of an array shorter than the slice, a slice from the end would be empty.
    return F.slice(F.reverse(results), 1, games)

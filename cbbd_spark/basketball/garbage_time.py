"""Garbage time: when a game is decided and both sides know it.

Second half, from the point on at which the lead is at least 25 with more than 9 minutes left, 20 with more than 6,
15 with more than 3, 10 in the last 3, and never falls under 10 again before the half is over. A game that goes to
overtime has none. The play that makes the lead is in it.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.in_order import whole_game

SAFE = 10
_SECOND_HALF = 2
_LEAD_WITH_MORE_THAN = ((540, 25), (360, 20), (180, 15))  # seconds left, points


def with_garbage_time(plays: DataFrame, lead: Column, seconds: Column, went_to_overtime: Column) -> DataFrame:
    """Adds `is_garbage_time`. `lead` is that of whoever leads, after the play; plays have `play_number`."""
    is_second_half = F.coalesce(F.col("period") == _SECOND_HALF, F.lit(False))
    has_overtime = F.max(F.coalesce(F.col("period") > _SECOND_HALF, F.lit(False))).over(whole_game())
    last_open = F.max(F.when(is_second_half & (lead < SAFE), F.col("play_number"))).over(whole_game())
    told = plays.withColumns({"_has_overtime": has_overtime | went_to_overtime, "_last_open": last_open})
    is_decided = (
        is_second_half
        & ~F.col("_has_overtime")
        & (F.col("play_number") > F.coalesce("_last_open", F.lit(0)))
        & (lead >= lead_that_decides(seconds))
    )
    start = F.min(F.when(is_decided, F.col("play_number"))).over(whole_game())
    told = told.withColumn("_garbage_start", start)
    is_after = F.coalesce(F.col("play_number") >= F.col("_garbage_start"), F.lit(False))
    return told.withColumn("is_garbage_time", is_second_half & is_after)


def lead_that_decides(seconds: Column) -> Column:
    """The lead that is enough with so many seconds left; NULL where they are not known."""
    needed = F.when(seconds.isNotNull(), F.lit(SAFE))
    for left, points in reversed(_LEAD_WITH_MORE_THAN):
        needed = F.when(seconds > left, points).otherwise(needed)
    return needed

"""Possessions, from what ends them: the rules of DEFINITIONS, told by the plays.

A made field goal without an and-one, the last free throw of a trip when made (technical and flagrant trips end
none), a defensive rebound (a dead-ball one too, where the ball changes hands), a turnover, and the end of a period
for the side that has the ball. At the horn a side has the ball when its last act leaves it there, and the other side
when the last possession ended with time on the clock. Steals, blocks, fouls and assists end nothing.

A possession holds the plays after one end up to and with the next; plays after the last end of a period are in none.
A steal belongs to the possession whose turnover it follows. Within its second any play may stand on the wrong side
of an end: what is the doing of the side that lost the ball counts to the possession that ended.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.acts import FREE_THROWS, SHOTS, Act
from cbbd_spark.basketball.free_throw_trips import gives_the_ball_away, is_and_one, is_technical, with_neighbours
from cbbd_spark.basketball.in_order import following, in_order, latest, next_play

ENDS = ("made_field_goal", "last_free_throw", "defensive_rebound", "turnover", "period_end")


def with_possessions(plays: DataFrame) -> DataFrame:
    """Adds `possession_end` (the rule, where a play ends one), `possession_number` and `possession_side` (0 home).

    Plays as `free_throw_trips` wants them, with `_seconds` and `_is_over` (nothing of the game is still to come).
    """
    return _numbered(_with_period_ends(_with_ends(with_neighbours(plays))))


def _with_ends(plays: DataFrame) -> DataFrame:
    end = (
        F.when(_is(Act.MADE_SHOT) & ~is_and_one(), "made_field_goal")
        .when(gives_the_ball_away(), "last_free_throw")
        .when(_is(Act.DEFENSIVE_REBOUND) | _is_dead_ball_with_the_defense(), "defensive_rebound")
        .when(_is(Act.TURNOVER), "turnover")
    )
    side = F.when(F.col("_end") == "defensive_rebound", 1 - F.col("_side")).when(
        F.col("_end").isNotNull(), F.col("_side")
    )
    has_ball = _is(*SHOTS, Act.OFFENSIVE_REBOUND, Act.TURNOVER) | (_is(*FREE_THROWS) & ~is_technical())
    return plays.withColumn("_end", end).withColumns(
        {"_end_side": side, "_side_with_ball": F.when(has_ball, F.col("_side"))}
    )


def _is_dead_ball_with_the_defense() -> Column:
    """After a miss of the other side, unless more free throws of the trip follow: those keep the ball dead, too."""
    last = F.col("_last_of_ball")
    is_live_miss = (last.act == int(Act.MISSED_SHOT)) | ((last.act == int(Act.MISSED_FREE_THROW)) & last.is_last)
    is_of_others = (last.side != F.col("_side")) & last.period.eqNullSafe(F.col("period"))
    return _is(Act.DEAD_BALL_REBOUND) & F.coalesce(is_live_miss & is_of_others, F.lit(False))


def _with_period_ends(plays: DataFrame) -> DataFrame:
    """The last play of a period ends the possession of the side that has the ball then."""
    ball = F.struct(
        F.col("_end").isNotNull().alias("is_lost"),
        F.coalesce("_end_side", "_side_with_ball").alias("side"),
        F.col("_seconds").alias("seconds"),
        "period",
    )
    told = plays.withColumns(
        {
            "_ball": latest(F.when(F.coalesce("_end_side", "_side_with_ball").isNotNull(), ball), in_order()),
            "_next_moment": next_play("_moment"),
            "_next_period": next_play("period"),
        }
    )
    last = F.col("_ball")
    is_last_of_game = F.col("_next_moment").isNull()
    is_horn = F.when(is_last_of_game, F.col("_is_over")).otherwise(~F.col("_next_period").eqNullSafe(F.col("period")))
    holder = F.when(~last.is_lost, last.side).when(last.seconds > 0, 1 - last.side)
    at_horn = F.when(is_horn & F.col("_end").isNull() & (last.period == F.col("period")), holder)
    return told.withColumns(
        {
            "possession_end": F.coalesce("_end", F.when(at_horn.isNotNull(), "period_end")),
            "_end_side": F.coalesce("_end_side", at_horn),
        }
    )


def _numbered(plays: DataFrame) -> DataFrame:
    is_end = F.col("_end_side").isNotNull()
    end = F.struct(F.col("_end_side").alias("side"), F.col("_act").alias("act"), "period", F.col("_at").alias("at"))
    told = plays.withColumn("_possession", F.when(is_end, end))
    told = told.withColumns(
        {
            "_ends": F.count_if(is_end).over(in_order()),
            "_next_end": following("_possession"),
            "_last_end": latest(F.col("_possession"), in_order()),
        }
    )
    this, last, mine = F.col("_next_end"), F.col("_last_end"), F.col("_mine")
    # A steal or a block tells of the other side's ball, but not surely: a jump ball can follow.
    hinted = F.coalesce("_side_with_ball", F.when(_is(Act.STEAL, Act.BLOCK), 1 - F.col("_side")))
    is_in_this = this.period.eqNullSafe(F.col("period")) & this.side.isNotNull()
    is_taken = _is(Act.STEAL) & (last.act == int(Act.TURNOVER)) & last.period.eqNullSafe(F.col("period"))
    is_in_last = F.coalesce((hinted == last.side) & ((last.at == F.col("_at")) | is_taken), F.lit(False))
    is_in_last &= ~(is_in_this & F.coalesce(this.side == hinted, F.lit(False)))
    is_contrary = F.coalesce(F.col("_side_with_ball") != this.side, F.lit(False))
    number, side = F.col("_ends"), this.side
    placed = (
        F.when(is_end, F.struct(number.alias("number"), F.col("_end_side").alias("side")))
        .when(is_in_last, F.struct(number.alias("number"), last.side.alias("side")))
        .when(is_in_this & ~is_contrary, F.struct((number + 1).alias("number"), side.alias("side")))
        .otherwise(F.struct(F.lit(None).cast("bigint").alias("number"), F.col("_side_with_ball").alias("side")))
    )
    return told.withColumn("_mine", placed).withColumns(
        {"possession_number": mine.number.cast("int"), "possession_side": mine.side}
    )


def _is(*acts: Act) -> Column:
    return F.coalesce(F.col("_act").isin(*map(int, acts)), F.lit(False))

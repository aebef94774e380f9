"""Trips to the line: which free throw is a trip's last, which trips cost the ball, which belong to a made shot.

The free throws of a team within one second are one trip, whatever stands between them: the feed lists the plays of
a second in odd orders, and now and then lets some seconds pass between two of one trip.

Plays have `_act`, `_side` (0 home, 1 away), `_moment`, `_alone`, `_at` (`_moment` where there is a clock) and
`period`; `_shooter_id` and `_shooter` (a number for his name) where somebody shoots. What is added begins with `_` too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.acts import FOULS, FREE_THROWS, OF_THE_BALL, OFF_THE_LINE, Act
from cbbd_spark.basketball.in_order import before, first_of_moment, following, last_of_moment, latest, same_moment


def with_neighbours(plays: DataFrame) -> DataFrame:
    """Adds what a play's second holds, and the acts before and after it."""
    counted = plays.withColumns(
        {
            **_of_both("_free_throws", FREE_THROWS, F.count_if),
            **_of_both("_made_free_throws", (Act.MADE_FREE_THROW,), F.count_if),
            **_of_both("_last_free_throw", FREE_THROWS, _last_play),
            **_of_both("_last_made_shot", (Act.MADE_SHOT,), _last_play),
            **_of_both("_fouls", (Act.FOUL,), F.count_if),
            **_of_both("_technicals", (Act.TECHNICAL,), F.count_if),
        }
    )
    is_lone = (_own("_free_throws") == 1) & ~is_technical()
    act = F.struct(F.col("_act").alias("act"), F.col("_side").alias("side"), "period", F.col("_at").alias("at"))
    ball = act.withField("is_lone", is_lone).withField("is_last", _is_last_of_second())
    ball = ball.withField("shooter_id", F.col("_shooter_id")).withField("shooter", F.col("_shooter"))
    # In the order of the game, so that the earlier of two is the smaller one.
    placed = F.struct("_moment", "_alone", "play_id", F.col("_act").alias("act"), F.col("_side").alias("side"))
    is_plain = _surely(_other("_technicals") == 0)
    told = counted.withColumns(
        {
            "_act_or_foul": F.when(_is(*OF_THE_BALL, *FOULS), act),
            "_act_of_ball": F.when(_is(*OF_THE_BALL), ball),
            "_act_off_line": F.when(_is(*OFF_THE_LINE), placed),
            "_at_line": F.when(_is(*FREE_THROWS) & is_plain, placed),
            "_left_line": F.when(_is(Act.MADE_FREE_THROW) & _is_last_of_second() & is_plain, placed),
        }
    )
    seen = told.withColumns(
        {
            "_next_act_or_foul": following("_act_or_foul"),
            "_next_of_ball": following("_act_of_ball"),
            "_next_off_line": following("_act_off_line"),
            "_next_at_line": following("_at_line"),
            "_last_of_ball": latest(F.col("_act_of_ball"), before()),
            "_last_off_line": latest(F.col("_act_off_line"), before()),
            "_last_left_line": latest(F.col("_left_line"), before()),
        }
    )
    # Whose the trips of this second are is the question: those of other seconds may tell.
    return seen.withColumns(
        {"_last_left_line": first_of_moment("_last_left_line"), "_next_at_line": last_of_moment("_next_at_line")}
    )


def is_technical() -> Column:
    """A free throw for technical or flagrant fouls alone: it has no part in who has the ball."""
    return _surely((_other("_technicals") > 0) & (_other("_fouls") == 0))


def gives_the_ball_away() -> Column:
    """A made free throw that ends its trip and the possession."""
    after, ball = F.col("_next_act_or_foul"), F.col("_next_of_ball")
    goes_on = after.act.isin(*map(int, FREE_THROWS)) & _is_by_same(after)
    is_lost_at_line = (ball.act == int(Act.TURNOVER)) & (ball.side == F.col("_side")) & (ball.at == F.col("_at"))
    is_other_trip = is_technical() | (_surely(_other("_technicals") > 0) & ~_had_the_ball_and_lost_it())
    return (
        _is(Act.MADE_FREE_THROW) & _is_last_of_second() & ~_surely(goes_on) & ~_surely(is_lost_at_line) & ~is_other_trip
    )


def is_and_one() -> Column:
    """A made shot with a trip of one after it: at the same clock, or next of all that is done with the ball.

    At another clock it is his who made the shot; another player's is for a later foul, in the possession of that.
    """
    # Of two shots in the second the later one: the other side had the ball in between.
    is_last = F.col("play_id") == _own("_last_made_shot")
    in_second = (_own("_free_throws") == 1) & is_last & ~is_technical()
    # A miss that stands before the shot was put back.
    is_after = (_own("_last_free_throw") > F.col("play_id")) | (_own("_made_free_throws") == 1)
    ball = F.col("_next_of_ball")
    is_next = ball.act.isin(*map(int, FREE_THROWS)) & _is_by_same(ball) & ball.is_lone & _is_his(ball)
    return _is(Act.MADE_SHOT) & ((in_second & is_after) | _surely(is_next))


def _had_the_ball_and_lost_it() -> Column:
    """Where a second holds fouls of both kinds, who had the ball before and after tells whose trip it was.

    It shows in what is done off the line, and in trips of other seconds without a technical: who makes the last of one
    gives the ball away, and who comes to the line has it.
    """
    last, ball = F.greatest("_last_off_line", "_last_left_line"), F.least("_next_off_line", "_next_at_line")
    is_own = last.side == F.col("_side")
    keeps = last.act.isin(int(Act.MISSED_SHOT), int(Act.OFFENSIVE_REBOUND), int(Act.DEFENSIVE_REBOUND))
    has_next = F.when(ball.act == int(Act.DEFENSIVE_REBOUND), ball.side != F.col("_side")).otherwise(
        ball.side == F.col("_side")
    )
    return F.coalesce(F.when(keeps, is_own).otherwise(~is_own), F.lit(True)) & ~_surely(has_next)


def _last_play(those: Column) -> Column:
    return F.max(F.when(those, F.col("play_id")))


def _is_last_of_second() -> Column:
    return F.coalesce(F.col("play_id") == _own("_last_free_throw"), F.lit(False))


def _is_by_same(act: Column) -> Column:
    return (act.side == F.col("_side")) & act.period.eqNullSafe(F.col("period"))


def _is_his(act: Column) -> Column:
    """The same player shoots, by his id, or by his name where the feed has no more; nobody knows otherwise: yes."""
    return F.coalesce(act.shooter_id == F.col("_shooter_id"), act.shooter == F.col("_shooter"), F.lit(True))


def _is(*acts: Act) -> Column:
    return F.coalesce(F.col("_act").isin(*map(int, acts)), F.lit(False))


def _of_both(name: str, acts: Iterable[Act], total: Callable[[Column], Column]) -> dict[str, Column]:
    return {f"{name}_{side}": total(_is(*acts) & (F.col("_side") == side)).over(same_moment()) for side in (0, 1)}


def _own(name: str) -> Column:
    return F.when(F.col("_side") == 0, F.col(f"{name}_0")).when(F.col("_side") == 1, F.col(f"{name}_1"))


def _other(name: str) -> Column:
    return F.when(F.col("_side") == 1, F.col(f"{name}_0")).when(F.col("_side") == 0, F.col(f"{name}_1"))


def _surely(condition: Column) -> Column:
    return F.coalesce(condition, F.lit(False))

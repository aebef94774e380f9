"""The opening and the closing of a line, as far as its captures tell."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.market import implied_probability, no_vig_probability

NUMBERS = ("spread", "over_under", "home_moneyline", "away_moneyline")
_STARTED = ("in_progress", "final")


def per_line(history: DataFrame) -> DataFrame:
    """One row per season, game and provider out of its captures (fct_line_history): the ones that matter, and how many.

    `_opening` has each number as first named before the start; `_last_before` and `_first_after` are whole captures.
    A pick'em names a spread too, the NULL that the API makes of it.
    """
    before = F.coalesce("is_before_start", F.lit(False))
    named = {name: F.col(name).isNotNull() for name in NUMBERS}
    named["spread"] = named["spread"] | F.coalesce("spread_is_pickem_inferred", F.lit(False))
    capture = F.struct("captured_at", *NUMBERS)
    # A line has one capture at a time, so that times leave no choice. min_by() passes over NULL times.
    at = F.col("captured_at")
    opening = F.struct(*(F.min_by(name, F.when(before & named[name], at)).alias(name) for name in NUMBERS))
    return history.groupBy("season", "game_id", "provider").agg(
        F.count(F.lit(1)).alias("n_captures"),
        F.count_if(before).alias("n_captures_before_start"),
        F.min(F.when(before, at)).alias("first_captured_at"),
        opening.alias("_opening"),
        F.max_by(capture, F.when(before, at)).alias("_last_before"),
        F.min_by(capture, F.when(~before, at)).alias("_first_after"),
    )


def opening_and_closing() -> dict[str, Column]:
    """`opening_*` and `closing_*` of a line that has `status`, the API's `*_open` and what `per_line` adds.

    Until the game has started no capture is the closing one. The API answers with the closing line of a past game, so
    the first capture of one that was played is taken for it where none was made before.
    """
    has_before = F.col("n_captures_before_start") > 0
    closing = F.when(F.col("status").isin(*_STARTED) & has_before, F.col("_last_before")).when(
        F.col("status") == "final", F.col("_first_after")
    )
    opening = F.col("_opening")
    # With a total and no spread the API's opening was a pick'em, of which nothing is left.
    is_pickem = F.col("spread_open").isNull() & F.col("over_under_open").isNotNull()
    return {
        "opening_spread": F.when(~is_pickem, F.coalesce(F.col("spread_open"), opening["spread"])),
        "opening_over_under": F.coalesce(F.col("over_under_open"), opening["over_under"]),
        "opening_home_moneyline": opening["home_moneyline"],
        "opening_away_moneyline": opening["away_moneyline"],
        "closing_captured_at": closing["captured_at"],
        **{f"closing_{name}": closing[name] for name in NUMBERS},
    }


def moves() -> dict[str, Column]:
    """From the opening to the closing; of a game to come, to the newest numbers."""
    newest = {
        name: F.when(F.col("status").isin(*_STARTED), F.col(f"closing_{name}")).otherwise(F.col(name))
        for name in NUMBERS
    }

    def chance(home: Column, away: Column) -> Column:
        return no_vig_probability(implied_probability(home), implied_probability(away))

    opened = chance(F.col("opening_home_moneyline"), F.col("opening_away_moneyline"))
    return {
        "spread_move": newest["spread"] - F.col("opening_spread"),
        "over_under_move": newest["over_under"] - F.col("opening_over_under"),
        "home_no_vig_move": chance(newest["home_moneyline"], newest["away_moneyline"]) - opened,
    }

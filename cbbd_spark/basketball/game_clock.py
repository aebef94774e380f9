"""The clock of a game: two halves of 1200 seconds, overtimes of 300."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

HALF, OVERTIME, REGULATION_PERIODS = 1200, 300, 2
_LAST_PERIOD = 99  # where a play without a period stands
_NO_CLOCK = 9_999  # where one without a clock stands within its period


def seconds_of_clock(clock: Column) -> Column:
    """Seconds that a scoreboard shows, as in 12:34 or 34.5, tenths cut off; NULL for what is no clock."""
    minutes, seconds = F.regexp_extract(clock, _CLOCK, 2), F.regexp_extract(clock, _CLOCK, 3)
    shown = F.coalesce(minutes.try_cast("int"), F.lit(0)) * 60 + seconds.try_cast("int")
    return F.when(clock.rlike(_CLOCK), shown)


_CLOCK = r"^\s*((\d{1,2}):)?(\d{1,2})(\.\d*)?\s*$"


def seconds_remaining_game(period: Column, seconds: Column) -> Column:
    """Regulation that is left; in overtime what is left of that overtime."""
    return F.when(period == 1, seconds + HALF).otherwise(seconds)


def moment(period: Column, seconds: Column) -> Column:
    """An ascending whole number for period and second, never NULL; plays without a clock end their period."""
    in_period = F.coalesce(F.lit(_NO_CLOCK // 2) - seconds, F.lit(_NO_CLOCK))
    return F.coalesce(period, F.lit(_LAST_PERIOD)).cast("bigint") * (_NO_CLOCK + 1) + in_period


def minutes_played(periods: Column) -> Column:
    """Length of a game in minutes: 40 and 5 per overtime."""
    return (40 + 5 * F.greatest(periods - REGULATION_PERIODS, F.lit(0))).cast("int")

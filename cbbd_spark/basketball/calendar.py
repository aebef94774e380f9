"""Days and seasons. All times are UTC."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column
from pyspark.sql import functions as F


def game_date(start: Column) -> Column:
    """The day that a game belongs to: the UTC date nine hours before its start.

    The day turns at 4 in the morning Eastern, so a late game in Hawaii belongs to the evening on which it began.
    """
    return F.to_date(start - F.expr("INTERVAL 9 HOURS"))


def season_of(day: Column) -> Column:
    """The season that a calendar day falls in, 1 July to 30 June, named by the year in which it ends."""
    return F.year(day) + F.when(F.month(day) >= 7, 1).otherwise(0)


def season_begins(season: int) -> date:
    """The day with which a season of the calendar begins; no game of it was ever so early."""
    return date(season - 1, 7, 1)

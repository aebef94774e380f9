"""How long a team has rested."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

MOST_REST_DAYS = 10


def rest_days(day: Column, last_day: Column) -> Column:
    """Days from the last game to this one, 10 at most; NULL in a first game."""
    # least() passes over NULLs, so it alone would make ten days of a first game.
    return F.when(last_day.isNotNull(), F.least(F.date_diff(day, last_day), F.lit(MOST_REST_DAYS)))

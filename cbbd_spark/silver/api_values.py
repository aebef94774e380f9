"""What the API writes where it knows nothing, and its units, turned into the lake's.

A value that its type cannot hold becomes NULL: one absurd record must not stop a table.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F


def known(number: Column) -> Column:
    """The number where it is above 0: the API writes -1 for an id, and 0 for a height, that it does not know."""
    return F.when(number > 0, number)


def text(value: Column) -> Column:
    """The text; NULL where it is empty."""
    return F.nullif(value, F.lit(""))


def whole(number: Column) -> Column:
    """The number as INT."""
    return number.try_cast("int")


def of_percent(number: Column) -> Column:
    """A fraction, 0 to 1, of what the API sends as 0 to 100."""
    return number / F.lit(100.0)


def first_day(value: Column) -> Column:
    """The DATE in a text's first ten letters, whatever follows them; NULL where there is none."""
    return value.substr(1, 10).try_cast("date")

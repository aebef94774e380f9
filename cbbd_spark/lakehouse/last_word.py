"""When the newest answer came that tells all there is of a thing, as of the plays of a game or of a team's roster.

What it no longer holds was taken back. Two kinds of answers take nothing back: those about a part of the thing, and
those that shrank: an answer that has lost most of what the one before it held is more likely broken than right.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.spec.table import IS_PART, OBSERVED_AT, Table

# Beside each observation, when that was; NULL where no answer tells all.
LAST_WORD = "_last_word"

# As for answers as a whole: less than half of the rows, and so many fewer.
_SHRUNK_ROWS = 20
_ROWS, _ROWS_BEFORE = "_rows", "_rows_before"


def with_last_word(table: Table, observations: DataFrame, said: DataFrame) -> DataFrame:
    """`observations` with LAST_WORD for IS_PART. `said` is all that bronze has about their things.

    Of that three columns are read; what is counted or checked on the way of the observations is not done twice.
    """
    thing, time = list(table.replace_scope), OBSERVED_AT.name
    whole = said.where(~F.col(IS_PART)).groupBy(*thing, time).agg(F.count("*").alias(_ROWS))
    in_time = Window.partitionBy(*thing).orderBy(time)
    followed = whole.withColumn(_ROWS_BEFORE, F.lag(_ROWS).over(in_time)).where(~_has_shrunk())
    newest = followed.groupBy(*thing).agg(F.max(time).alias(LAST_WORD))
    names = [name for name in observations.columns if name != IS_PART]
    # A row per thing: it fits everywhere, so that the observations stay where they are, and it multiplies none.
    return observations.join(F.broadcast(newest), thing, "left").select(*names, LAST_WORD)


def _has_shrunk() -> Column:
    lost = F.col(_ROWS_BEFORE) - F.col(_ROWS)
    return F.coalesce((F.col(_ROWS) < F.col(_ROWS_BEFORE) / 2) & (lost >= _SHRUNK_ROWS), F.lit(False))

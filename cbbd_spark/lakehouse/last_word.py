"""When the newest answer came that tells all there is of a thing, as of the plays of a game or of a team's roster.

What it no longer holds was taken back. Answers that take nothing back: those about a part of the thing; those that
shrank, which are more likely broken than right; and those with a row that nobody can tell from another one.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.lakehouse import judge
from cbbd_spark.spec.table import IS_PART, OBSERVED_AT, Table

# Beside each observation, when that was; NULL where no answer tells all.
LAST_WORD = "_last_word"

_ROWS, _ROWS_BEFORE, _IS_WHOLE = "_rows", "_rows_before", "_is_whole"


def with_last_word(table: Table, observations: DataFrame, said: DataFrame) -> DataFrame:
    """`observations` with LAST_WORD for IS_PART. `said` is all that bronze has about their things.

    Of that the key and what names the thing are read, and nothing is counted or checked twice, as the observations are.
    """
    thing, time = list(table.replace_scope), OBSERVED_AT.name
    is_sound = F.bool_and(~F.col(IS_PART) & judge.has_key(table)).alias(_IS_WHOLE)
    told = said.groupBy(*thing, time).agg(F.count("*").alias(_ROWS), is_sound)
    # A row that names nothing may be of anything that its answer tells of.
    of_answer = F.bool_and(judge.all_known(thing)).over(Window.partitionBy(time))
    whole = told.withColumn(_IS_WHOLE, F.col(_IS_WHOLE) & of_answer).where(_IS_WHOLE)
    in_time = Window.partitionBy(*thing).orderBy(time)
    followed = whole.withColumn(_ROWS_BEFORE, F.lag(_ROWS).over(in_time)).where(~_has_shrunk())
    newest = followed.groupBy(*thing).agg(F.max(time).alias(LAST_WORD))
    names = [name for name in observations.columns if name != IS_PART]
    # A row per thing: it fits everywhere, so that the observations stay where they are, and it multiplies none.
    return observations.join(F.broadcast(newest), thing, "left").select(*names, LAST_WORD)


def _has_shrunk() -> Column:
    """To less than half of what the answer before held."""
    return F.coalesce(F.col(_ROWS) < F.col(_ROWS_BEFORE) / 2, F.lit(False))

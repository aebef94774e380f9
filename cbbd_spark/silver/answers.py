"""Which rows count where an answer tells all there is of a thing: those that stand in the newest answer about it.

Bronze keeps every answer, and what a newer one no longer holds was taken back. A table that is built so is given all
answers about a thing (its `unit`, or everything), so that the rows taken back leave the table too.
"""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.spec.table import IS_PART

_AT, _FILE = "_fetched_at", "_raw_file"
ANSWER = (_AT, _FILE)
_CONTENT, _SINCE = "_content", "_since"


def age() -> SparkColumn:
    """What orders answers by their time, and tells two of one moment apart: the newer one is the greater."""
    return F.struct(*ANSWER)


def together(*endpoints: DataFrame) -> DataFrame:
    """The rows of endpoints whose records are the same; a parameter that one of them lacks is NULL there."""
    return reduce(lambda some, more: some.unionByName(more, allowMissingColumns=True), endpoints)


def is_part(*filters: str) -> SparkColumn:
    """Whether the answer tells of a part only, because the request had one of these parameters."""
    # The parameters are one JSON object that we have written ourselves: to look for a key takes no parser.
    return reduce(SparkColumn.__or__, (F.col("_params").contains(f'"{name}": ') for name in filters)).alias(IS_PART)


def newest_answers(rows: DataFrame, thing: tuple[str, ...]) -> DataFrame:
    """The newest answer about each `thing`: its columns and ANSWER."""
    return rows.groupBy(*thing).agg(F.max(age()).alias("_newest")).select(*thing, "_newest.*")


def standing(rows: DataFrame, newest: DataFrame, content: SparkColumn) -> DataFrame:
    """The rows that stand in the `newest` answer about their thing, as old as the first answer that said the same.

    `newest` is as `newest_answers` gives it. `content` is a number for what a row says, never NULL. A thing of which
    an answer says that there is nothing needs a row that says so.
    """
    thing = [name for name in newest.columns if name not in ANSWER]
    said = rows.withColumn(_CONTENT, content)
    since = said.groupBy(*thing, _CONTENT).agg(F.min(_AT).alias(_SINCE))
    current = said.join(newest, newest.columns, "left_semi").join(since, [*thing, _CONTENT])
    return current.withColumn(_AT, F.col(_SINCE)).select(*rows.columns)

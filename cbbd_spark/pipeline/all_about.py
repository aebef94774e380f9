"""All that the inputs of a table hold about what new answers speak of: a scope to replace is made of every answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.pipeline.moved import MOST_UNITS
from cbbd_spark.spec.table import Table

_NAMED = "_named"


def all_about(table: Table, new: Sequence[DataFrame], inputs: Sequence[DataFrame]) -> list[DataFrame]:
    """The rows of `inputs` with a value of the scope's first column that is among the `new` rows, NULL too.

    By literals or by bounds Iceberg leaves files alone that hold none of them.
    """
    name = table.replace_scope[0]
    named = reduce(DataFrame.unionByName, [rows.select(F.col(name).alias(_NAMED)) for rows in new]).distinct()
    values = [row[0] for row in named.limit(MOST_UNITS + 1).collect()]
    if len(values) <= MOST_UNITS:
        known = [value for value in values if value is not None]
        return [rows.where(F.col(name).isNull() | F.col(name).isin(known)) for rows in inputs]
    low, high = named.agg(F.min(_NAMED), F.max(_NAMED)).first() or (None, None)
    is_near = F.col(name).isNull() | F.col(name).between(F.lit(low), F.lit(high))
    is_named = F.col(name).eqNullSafe(F.col(_NAMED))
    return [rows.where(is_near).join(F.broadcast(named), is_named, "left_semi") for rows in inputs]

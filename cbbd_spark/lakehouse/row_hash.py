"""One number for the content of a row: equal numbers are never rewritten."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T


def row_hash(fields: Iterable[T.StructField]) -> Column:
    """A 64-bit hash of scalar and array columns.

    Hashing passes over NULLs and over the ends of arrays: (NULL, x) would equal (x, NULL), and ([1], [2]) would
    equal ([1, 2], []). So which columns are NULL, and how long arrays are, is hashed too. (As one JSON text they
    would be told apart as well, at more than the price of all else that is done to a play.)
    """
    columns, nulls, sizes = [], [], []
    for field in fields:
        column = F.col(field.name)
        columns.append(column)
        nulls.append(column.isNull())
        if isinstance(field.dataType, T.ArrayType):
            sizes.append(F.size(column))
    return F.xxhash64(*columns, *nulls, *sizes)

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
    names = {f"`{field.name}`": field.dataType for field in fields}
    nulls = (f"{name} IS NULL" for name in names)
    sizes = (f"size({name})" for name, data_type in names.items() if isinstance(data_type, T.ArrayType))
    # As one text: of a hundred columns each would be some calls to Java.
    return F.expr(f"xxhash64({', '.join((*names, *nulls, *sizes))})")

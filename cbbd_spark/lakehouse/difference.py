"""Which games (or other units) differ between two snapshots of a table: new, gone, or with other rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.read import at
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.spec.table import ROW_HASH


def units_that_differ(  # noqa: PLR0917 (two places to look at, and what to look for)
    session: SparkSession, table: str, unit: str, between: tuple[int, int], scope: Scope, columns: Sequence[str] = ()
) -> frozenset[Any]:
    """Values of `unit` whose rows are others in one of the snapshots than in the other one, within the scope.

    Others by `columns`, or by all of them if none is named. Both states are read and compared; so rows that were
    deleted count too, however the files came to be.
    """
    before, now = (_fingerprints(scope.narrow(at(session, table, snapshot)), unit, columns) for snapshot in between)
    # Each side holds a value once, so the join cannot multiply rows.
    pairs = before.withColumnRenamed("_print", "_before").join(now, unit, how="full")
    return frozenset(
        row[0] for row in pairs.where(~F.col("_before").eqNullSafe(F.col("_print"))).select(unit).collect()
    )


def _fingerprints(rows: DataFrame, unit: str, columns: Sequence[str]) -> DataFrame:
    # Row hashes are taken of the key too, so two rows of a unit never cancel each other out.
    content = F.struct(F.count(F.lit(1)), _sum_of_hashes(columns) if columns else F.bit_xor(ROW_HASH.name))
    return rows.where(F.col(unit).isNotNull()).groupBy(unit).agg(content.alias("_print"))


def _sum_of_hashes(columns: Sequence[str]) -> Column:
    # Rows may be the same here and would cancel each other out. Where NULL stands, a hash of values does not tell.
    content = F.xxhash64(*columns, *(F.col(name).isNull() for name in columns))
    return F.sum(content.cast("decimal(20,0)"))  # a sum of BIGINT could overflow

"""Reads a table at a snapshot, whole or only what came after another one."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.snapshots import ancestors
from cbbd_spark.spec.table import Table

# `replace` writes the same rows in other files.
_GROWING = ("append", "replace")


def at(session: SparkSession, table: str, snapshot_id: int) -> DataFrame:
    """All rows as of the snapshot."""
    return session.read.option("versionAsOf", snapshot_id).table(table)


def no_rows(session: SparkSession, table: Table) -> DataFrame:
    """No row with the table's columns, for one that has no data or does not exist yet."""
    columns = (F.lit(None).cast(column.type).alias(column.name) for column in table.all_columns)
    return session.range(0).select(*columns).where(F.lit(False))


def only_grew(session: SparkSession, table: str, start: int | None) -> bool:
    """Whether the table holds the rows of snapshot `start` (None: none) and others: nothing was corrected since.

    False too when it does not know `start`, as when it was made anew or the snapshot has expired.
    """
    for snapshot in ancestors(session, table):
        if snapshot.id == start:
            return True
        if snapshot.operation not in _GROWING:
            return False
    return start is None


def appended_after(session: SparkSession, table: str, start: int | None, end: int) -> DataFrame:
    """Rows appended after snapshot `start` (None: all) up to `end`; the table must only have grown in between."""
    if start is None:
        return at(session, table, end)
    if start == end:
        return at(session, table, end).limit(0)
    return session.read.option("start-snapshot-id", start).option("end-snapshot-id", end).table(table)

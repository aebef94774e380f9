"""Reads a table at a snapshot, whole or only what came after another one."""

from __future__ import annotations

from collections.abc import Collection

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.snapshots import ancestors


def at(session: SparkSession, table: str, snapshot_id: int | None) -> DataFrame:
    """All rows as of the snapshot; without one the table has no data yet."""
    if snapshot_id is None:
        return session.table(table)
    return session.read.option("versionAsOf", snapshot_id).table(table)


def appended_after(session: SparkSession, table: str, start: int | None, end: int | None) -> DataFrame:
    """Rows appended after snapshot `start` up to `end`; all of them when `start` is unknown to the table.

    Right for tables that are only ever appended to, which bronze is.
    """
    known = start is not None and any(snapshot.id == start for snapshot in ancestors(session, table))
    if not known or end is None:
        return at(session, table, end)
    if start == end:
        return at(session, table, end).limit(0)
    return session.read.option("start-snapshot-id", start).option("end-snapshot-id", end).table(table)


def of_seasons(frame: DataFrame, seasons: Collection[int] | None) -> DataFrame:
    """The rows of these seasons, where the frame has a season; None means all."""
    if seasons is None or "season" not in frame.columns:
        return frame
    return frame.where(F.col("season").isin(sorted(seasons)))

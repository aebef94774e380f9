"""A small table of its own for tests of the writing, and batches for it."""

from __future__ import annotations

import itertools
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.publish import Draft
from cbbd_spark.spec.check import Check, Severity
from cbbd_spark.spec.table import Column, Layer, Table
from tests.frames import rows

EARLY, LATE = "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"
_numbers = itertools.count()


def made(spark: SparkSession, **changes: Any) -> Table:
    """A new table of things, by season and day."""
    spec: dict[str, Any] = {
        "layer": Layer.SILVER,
        "name": f"fct_things_{next(_numbers)}",
        "grain": "One row is one thing.",
        "key": ("thing_id",),
        "partition": ("season",),
        "sort": ("game_date", "thing_id"),
        "columns": (
            Column("thing_id", "BIGINT", "Key."),
            Column("season", "INT", "Season."),
            Column("game_date", "DATE", "Day."),
            Column("game_id", "BIGINT", "Game."),
            Column("a", "STRING", "A value."),
        ),
        "inputs": (),
        "checks": (Check("a_is_not_bad", "a <> 'bad'"), Check("a_is_not_odd", "a <> 'odd'", Severity.WARN)),
    }
    table = Table(**{**spec, **changes})
    create_databases(spark)
    ensure(spark, table)
    return table


def batch(spark: SparkSession, table: Table, *values: dict[str, Any]) -> DataFrame:
    """Rows of things; what is not said is of 2025 and of one day."""
    usual = {"season": 2025, "game_date": "2025-01-01", "_observed_at": EARLY}
    return rows(spark, table, [{**usual, **value} for value in values]).select(*table.column_names, "_observed_at")


def put(spark: SparkSession, table: Table, *values: dict[str, Any], run_id: str = "test", **options: Any) -> Outcome:
    """Upserts rows of things."""
    return upsert(spark, table, Batch(batch(spark, table, *values), run_id, **options))


def begun(spark: SparkSession, table: Table, run_id: str) -> Draft:
    """A branch that begins where main is now."""
    main = snapshots.current(spark, table.full_name)
    return Draft.begin(spark, table.full_name, run_id, main.id if main else None)


def held(spark: SparkSession, table: Table) -> list[tuple[Any, ...]]:
    """What readers see."""
    return sorted(tuple(row) for row in spark.table(table.full_name).select("thing_id", "season", "a").collect())

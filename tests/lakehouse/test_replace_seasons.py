"""What is corrected for some seasons leaves the others, and loses no row that moves between them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.read import only_grew
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.lakehouse.snapshots import current
from cbbd_spark.spec.table import Column, Layer, Table
from tests.frames import rows

pytestmark = pytest.mark.spark

EARLY, LATE = "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"
_numbers = itertools.count()


@pytest.fixture
def table(spark: SparkSession) -> Table:
    create_databases(spark)
    made = Table(
        layer=Layer.SILVER,
        name=f"fct_seasons_{next(_numbers)}",
        grain="One row is one thing.",
        key=("id",),
        partition=("season",),
        columns=(
            Column("id", "BIGINT", "Key."),
            Column("season", "INT", "Season."),
            Column("a", "STRING", "A value."),
        ),
        inputs=(),
    )
    ensure(spark, made)
    return made


def _batch(spark: SparkSession, table: Table, *values: tuple[int, int, str], at: str = EARLY) -> DataFrame:
    dictionaries: list[dict[str, Any]] = [
        {"id": number, "season": season, "a": a, "_observed_at": at} for number, season, a in values
    ]
    return rows(spark, table, dictionaries).select("id", "season", "a", "_observed_at")


def _held(spark: SparkSession, table: Table) -> list[tuple[int, int, str]]:
    return sorted((row.id, row.season, row.a) for row in spark.table(table.full_name).collect())


def test_only_rows_that_are_or_were_of_the_seasons_change(spark: SparkSession, table: Table) -> None:
    held = [(1, 2024, "x"), (2, 2025, "x"), (3, 2025, "x"), (4, 2025, "x"), (5, 2024, "x")]
    upsert(spark, table, Batch(_batch(spark, table, *held, at=LATE), "test"))
    start = current(spark, table.full_name)
    # 1: of another season, and other. 2: gone. 3: moves out. 4: other, and older. 5: moves in. 6: new, elsewhere.
    built = [(1, 2024, "y"), (3, 2024, "y"), (4, 2025, "y"), (5, 2025, "y"), (6, 2024, "y")]
    done = upsert(spark, table, Batch(_batch(spark, table, *built), "test", Scope((2025,))))
    assert _held(spark, table) == [(1, 2024, "x"), (3, 2024, "y"), (4, 2025, "y"), (5, 2025, "y")]
    assert (done.inserted, done.updated, done.deleted) == (0, 3, 1)
    assert start is not None
    assert not only_grew(spark, table.full_name, start.id)


def test_a_table_without_data_takes_all_seasons(spark: SparkSession, table: Table) -> None:
    built = [(1, 2024, "x"), (2, 2025, "x")]
    upsert(spark, table, Batch(_batch(spark, table, *built), "test", Scope((2025,))))
    assert _held(spark, table) == built


def test_a_table_that_was_appended_to_only_grew(spark: SparkSession, table: Table) -> None:
    assert only_grew(spark, table.full_name, None)
    upsert(spark, table, Batch(_batch(spark, table, (1, 2024, "x")), "test"))
    start = current(spark, table.full_name)
    assert start is not None
    spark.table(table.full_name).limit(0).writeTo(table.full_name).append()
    assert only_grew(spark, table.full_name, start.id)
    assert only_grew(spark, table.full_name, None)
    assert not only_grew(spark, table.full_name, 42)

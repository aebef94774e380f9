"""Rows about some games are found by literals alone where no row can be of none."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.pipeline.all_about import Input, about
from cbbd_spark.spec.table import Table
from tests.lakehouse.things import made, put

pytestmark = pytest.mark.spark

GAMES = Scope(None, "game_id", (1, 3))


def _table(spark: SparkSession, *games: int | None) -> Table:
    table = made(spark)
    put(spark, table, *({"thing_id": number, "game_id": game} for number, game in enumerate(games)))
    return table


def _about(spark: SparkSession, table: Table) -> DataFrame:
    never = _never_null(spark, table, "game_id")
    return about(Input(spark.table(table.full_name), never), GAMES, ("game_id",))


def _never_null(spark: SparkSession, table: Table, *columns: str) -> tuple[str, ...]:
    snapshot = snapshots.current(spark, table.full_name)
    assert snapshot is not None
    return snapshots.never_null(spark, table.full_name, snapshot.id, columns)


def _filters(rows: DataFrame) -> str:
    plan: Any = rows._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001
    return str(plan).partition("filters=")[2].partition("runtimeFilters")[0]


def test_without_null_in_any_file_it_is_not_asked_for(spark: SparkSession) -> None:
    rows = _about(spark, _table(spark, 1, 2, 3))
    assert sorted(row.game_id for row in rows.collect()) == [1, 3]
    assert "IS NULL" not in _filters(rows)


def test_with_one_in_one_file_its_row_is_found(spark: SparkSession) -> None:
    table = _table(spark, 1, 2, 3)
    put(spark, table, {"thing_id": 7, "game_id": None})
    rows = _about(spark, table)
    assert {row.game_id for row in rows.collect()} == {1, 3, None}
    assert "game_id IS NULL" in _filters(rows)


def test_a_column_that_a_file_has_not_is_null_in_it(spark: SparkSession) -> None:
    table = _table(spark, 1, 2)
    spark.sql(f"ALTER TABLE {table.full_name} ADD COLUMN later BIGINT")
    spark.sql(f"INSERT INTO {table.full_name} SELECT * EXCEPT (later), 1 FROM {table.full_name}")  # noqa: S608
    assert _never_null(spark, table, "game_id", "later") == ("game_id",)


def test_of_a_column_of_which_the_files_tell_nothing_nothing_is_known(spark: SparkSession) -> None:
    table = made(spark)
    spark.sql(f"ALTER TABLE {table.full_name} SET TBLPROPERTIES ('write.metadata.metrics.column.game_id'='none')")
    put(spark, table, {"thing_id": 1, "game_id": 1})
    assert _never_null(spark, table, "game_id", "thing_id") == ("thing_id",)

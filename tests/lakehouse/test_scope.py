"""What a scope leaves out is not read: its conditions reach Iceberg's scan."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.lakehouse.scope import MOST_LITERALS, Scope
from cbbd_spark.spec.table import Table
from tests.lakehouse.things import made, put

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def things(spark: SparkSession) -> Table:
    table = made(spark)
    put(spark, table, *({"thing_id": n, "game_id": n // 10, "season": 2020 + n % 5} for n in range(50)))
    return table


def _filters(spark: SparkSession, things: Table, scope: Scope) -> str:
    return _told(scope.narrow(spark.table(things.full_name)))


def _told(rows: DataFrame) -> str:
    plan: Any = rows._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001
    return str(plan).partition("filters=")[2].partition("runtimeFilters")[0]


def test_seasons_and_units_are_told_to_the_scan(spark: SparkSession, things: Table) -> None:
    assert "season IN (2023, 2024)" in _filters(spark, things, Scope((2023, 2024)))
    assert "game_id = 3" in _filters(spark, things, Scope((2024,), "game_id", (3,)))


def test_of_more_units_than_are_compared_with_a_file_their_bounds_are_told(spark: SparkSession, things: Table) -> None:
    filters = _filters(spark, things, Scope(None, "game_id", tuple(range(7, MOST_LITERALS + 8))))
    assert "game_id >= 7" in filters
    assert f"game_id <= {MOST_LITERALS + 7}" in filters


def test_a_row_that_is_in_no_season_is_in_no_scope(spark: SparkSession, things: Table) -> None:
    rows = spark.createDataFrame([(1, 2024), (2, None), (3, 2020)], "id INT, season INT")
    scope = Scope((2024,))
    assert [row.id for row in scope.narrow(rows).collect()] == [1]
    assert [row.id for row in rows.where(~scope.holds(rows.columns)).collect()] == [2, 3]
    assert [row.id for row in scope.without(rows).collect()] == [2, 3]
    assert scope.without(rows.drop("season")).isEmpty()


def test_what_is_not_in_the_scope_is_told_to_the_scan_too(spark: SparkSession, things: Table) -> None:
    rows = Scope((2023, 2024)).without(spark.table(things.full_name))
    assert sorted({row.season for row in rows.collect()}) == [2020, 2021, 2022]
    assert "season NOT IN (2023, 2024)" in _told(rows)

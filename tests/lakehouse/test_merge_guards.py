"""Each guard of the MERGE beside the same without it: the bug must show, or the guard is not needed any more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.spec.table import Table
from tests.lakehouse.things import batch, held, made, put

pytestmark = pytest.mark.spark

Value = dict[str, Any]


def _plain(spark: SparkSession, table: Table, *values: Value, on: str = "") -> None:
    """A MERGE as everybody writes it first."""
    rows = batch(spark, table, *values)
    whole = rows.select(*rows.columns, *_unset(table, rows))
    whole = whole.select(*(F.col(column.name) for column in table.all_columns))
    condition = f"{table.full_name}.thing_id = s.thing_id{on}"
    whole.alias("s").mergeInto(
        table.full_name, F.expr(condition)
    ).whenMatched().updateAll().whenNotMatched().insertAll().merge()


def _unset(table: Table, rows: DataFrame) -> list[Any]:
    more = (column for column in table.all_columns if column.name not in rows.columns)
    return [F.lit(None).cast(column.type).alias(column.name) for column in more]


@pytest.fixture
def both(spark: SparkSession) -> tuple[Table, Table]:
    """One table to write plainly, one to write as we do; each holds thing 1 of 2024."""
    tables = made(spark), made(spark)
    for table in tables:
        put(spark, table, {"thing_id": 1, "season": 2024, "a": "x"})
    return tables


def _times(spark: SparkSession, table: Table, key: int | None) -> int:
    return sum(row[0] == key for row in spark.table(table.full_name).select("thing_id").collect())


def test_two_new_rows_of_one_key(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    twice = [{"thing_id": 5, "a": "x"}, {"thing_id": 5, "a": "y"}]
    _plain(spark, plain, *twice)
    put(spark, ours, *twice)
    assert (_times(spark, plain, 5), _times(spark, ours, 5)) == (2, 1)


def test_a_key_that_is_null(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    for _ in range(2):
        _plain(spark, plain, {"thing_id": None})
        put(spark, ours, {"thing_id": None})
    assert (_times(spark, plain, None), _times(spark, ours, None)) == (2, 0)


def test_a_season_that_was_corrected_with_the_season_in_on(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    _plain(spark, plain, {"thing_id": 1, "season": 2025}, on=f" AND {plain.full_name}.season = s.season")
    put(spark, ours, {"thing_id": 1, "season": 2025})
    assert (_times(spark, plain, 1), _times(spark, ours, 1)) == (2, 1)
    assert held(spark, ours) == [(1, 2025, None)]


def test_a_day_that_was_corrected_moves_the_row(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    moved = {"thing_id": 1, "season": 2024, "game_date": "2025-02-02"}
    _plain(spark, plain, moved, on=f" AND {plain.full_name}.game_date = s.game_date")
    put(spark, ours, moved)
    assert (_times(spark, plain, 1), _times(spark, ours, 1)) == (2, 1)


def test_a_held_row_without_a_day_is_updated_not_doubled(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    for table in both:
        put(spark, table, {"thing_id": 9, "game_date": None}, {"thing_id": 10})
    change = {"thing_id": 9, "game_date": None, "a": "y"}
    _plain(spark, plain, change, on=f" AND {plain.full_name}.game_date = s.game_date")
    put(spark, ours, change, {"thing_id": 10, "a": "y"})
    assert (_times(spark, plain, 9), _times(spark, ours, 9)) == (2, 1)


def test_a_batch_that_changes_nothing(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    same = {"thing_id": 1, "season": 2024, "a": "x"}
    before = {table.name: snapshots.current(spark, table.full_name) for table in both}
    _plain(spark, plain, same)
    put(spark, ours, same)
    assert snapshots.current(spark, plain.full_name) != before[plain.name]
    assert snapshots.current(spark, ours.full_name) == before[ours.name]


def test_a_batch_without_rows(spark: SparkSession, both: tuple[Table, Table]) -> None:
    plain, ours = both
    before = {table.name: snapshots.current(spark, table.full_name) for table in both}
    _plain(spark, plain)
    put(spark, ours)
    assert snapshots.current(spark, plain.full_name) != before[plain.name]
    assert snapshots.current(spark, ours.full_name) == before[ours.name]


def test_writers_of_the_same_new_keys_at_once(spark: SparkSession) -> None:
    """Without isolation both insert, and nobody is told; with it and a second try each key is there once."""
    loose, ours = made(spark), made(spark)
    for table in (loose, ours):
        put(spark, table, {"thing_id": 1})
    spark.sql(f"ALTER TABLE {loose.full_name} SET TBLPROPERTIES ('write.merge.isolation-level'='snapshot')")
    new = [{"thing_id": number} for number in range(100, 140)]

    def at_once(write: Callable[[int], object]) -> None:
        with ThreadPoolExecutor(max_workers=3) as writers:
            list(writers.map(write, range(3)))

    at_once(lambda number: put(spark.newSession(), ours, *new, run_id=f"writer-{number}"))
    assert [_times(spark, ours, key) for key in (100, 139)] == [1, 1]
    assert spark.table(ours.full_name).count() == 41
    for _ in range(5):
        at_once(lambda _: _plain(spark.newSession(), loose, *new))
        if spark.table(loose.full_name).count() > 41:
            return
        spark.sql(f"DELETE FROM {loose.full_name} WHERE thing_id >= 100")  # noqa: S608
    pytest.fail("without isolation no writer doubled a row: the guard is not needed any more")


def test_only_files_of_the_days_of_changed_rows_are_written_again(spark: SparkSession) -> None:
    table = made(spark)
    for day in range(1, 6):
        put(spark, table, *({"thing_id": 10 * day + n, "game_date": f"2025-01-0{day}"} for n in range(5)))
    outcome = put(spark, table, {"thing_id": 31, "game_date": "2025-01-03", "a": "changed"})
    assert (outcome.updated, outcome.files_written, outcome.rows_copied) == (1, 1, 4)


def test_keys_are_looked_up_in_other_seasons_only_where_bounds_allow_them(spark: SparkSession) -> None:
    table = made(spark)
    put(spark, table, {"thing_id": 1, "season": 2024}, {"thing_id": 9, "season": 2024})
    assert snapshots.may_hold(spark, table.full_name, "thing_id", (5, 6), outside=(2025,))
    assert not snapshots.may_hold(spark, table.full_name, "thing_id", (10, 20), outside=(2025,))
    assert not snapshots.may_hold(spark, table.full_name, "thing_id", (5, 6), outside=(2024,))


def test_a_commit_names_the_seasons_that_it_touched(spark: SparkSession) -> None:
    table = made(spark)
    put(spark, table, {"thing_id": 1, "season": 2023}, {"thing_id": 2, "season": 2024})
    start = snapshots.current(spark, table.full_name)
    put(spark, table, {"thing_id": 2, "season": 2024, "a": "x"})
    put(spark, table, {"thing_id": 3, "season": 2026})
    end = snapshots.current(spark, table.full_name)
    assert start is not None
    assert end is not None
    assert snapshots.seasons_touched(spark, table.full_name, start.id, end.id) == {2024, 2026}
    assert snapshots.seasons_touched(spark, table.full_name, 42, end.id) is None

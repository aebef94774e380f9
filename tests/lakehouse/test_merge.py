"""Where a plain MERGE goes wrong, and that ours does not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import judge, snapshots
from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.spec.check import Check, Severity
from cbbd_spark.spec.table import Column, Layer, Table
from tests.frames import rows

pytestmark = pytest.mark.spark
_names = (f"fct_merge_{number}" for number in itertools.count())

EARLY, LATE = "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"


def _table(**changes: Any) -> Table:
    spec: dict[str, Any] = {
        "layer": Layer.SILVER,
        "name": next(_names),
        "grain": "One row is one thing.",
        "key": ("id",),
        "partition": ("season",),
        "columns": (
            Column("id", "BIGINT", "Key."),
            Column("season", "INT", "Season."),
            Column("a", "STRING", "A value."),
            Column("b", "STRING", "Another one."),
            Column("c", "ARRAY<BIGINT>", "Some."),
            Column("d", "ARRAY<BIGINT>", "Some more."),
        ),
        "inputs": (),
        "checks": (Check("a_is_not_bad", "a <> 'bad'"), Check("b_is_not_odd", "b <> 'odd'", Severity.WARN)),
    }
    return Table(**{**spec, **changes})


@pytest.fixture
def table(spark: SparkSession) -> Iterator[Table]:
    create_databases(spark)
    spec = _table()
    ensure(spark, spec)
    yield spec
    spark.sql(f"DROP TABLE {spec.full_name} PURGE")


def _batch(spark: SparkSession, table: Table, *values: dict[str, Any]) -> DataFrame:
    wanted = [*table.column_names, "_observed_at"]
    return rows(spark, table, [{"season": 2025, "_observed_at": EARLY, **value} for value in values]).select(*wanted)


def _upsert(spark: SparkSession, table: Table, *values: dict[str, Any], **options: Any) -> Outcome:
    return upsert(spark, table, Batch(_batch(spark, table, *values), "test", **options))


def _held(spark: SparkSession, table: Table) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in spark.table(table.full_name).select("id", "season", "a", "b").collect())


def test_a_new_key_is_inserted_a_changed_one_updated_an_equal_one_not_touched(
    spark: SparkSession, table: Table
) -> None:
    first = _upsert(spark, table, {"id": 1, "a": "x"}, {"id": 2, "a": "y"})
    assert (first.inserted, first.files_written) == (2, 1)
    second = _upsert(spark, table, {"id": 2, "a": "z"}, {"id": 1, "a": "x"}, {"id": 3})
    assert (second.inserted, second.updated, second.unchanged) == (1, 1, 1)
    assert _held(spark, table) == [(1, 2025, "x", None), (2, 2025, "z", None), (3, 2025, None, None)]


def test_the_same_batch_again_makes_no_snapshot(spark: SparkSession, table: Table) -> None:
    _upsert(spark, table, {"id": 1, "a": "x"})
    before = snapshots.current(spark, table.full_name)
    outcome = _upsert(spark, table, {"id": 1, "a": "x"})
    assert outcome.unchanged == 1
    assert not outcome.wrote
    assert snapshots.current(spark, table.full_name) == before


def test_two_new_rows_of_one_key_become_one_and_are_counted(spark: SparkSession, table: Table) -> None:
    outcome = _upsert(
        spark, table, {"id": 1, "a": "old"}, {"id": 1, "a": "new", "_observed_at": LATE}, {"id": 1, "a": "old"}
    )
    assert (outcome.read, outcome.inserted, outcome.duplicates) == (3, 1, 2)
    assert _held(spark, table) == [(1, 2025, "new", None)]


def test_which_of_two_equally_old_rows_wins_does_not_depend_on_their_order(spark: SparkSession, table: Table) -> None:
    one, other = {"id": 1, "a": "x"}, {"id": 1, "a": "y"}
    _upsert(spark, table, one, other)
    first = _held(spark, table)
    outcome = _upsert(spark, table, other, one)
    assert not outcome.wrote
    assert _held(spark, table) == first


def test_a_stated_tie_break_decides_between_equally_old_rows(spark: SparkSession) -> None:
    spec = _table(tie_break=("a",))
    ensure(spark, spec)
    _upsert(spark, spec, {"id": 1, "a": "y"}, {"id": 1, "a": "z"}, {"id": 1, "a": "x"})
    assert _held(spark, spec) == [(1, 2025, "z", None)]


def test_a_row_without_a_key_is_set_aside_and_never_inserted(spark: SparkSession, table: Table) -> None:
    for _ in range(2):
        outcome = _upsert(spark, table, {"id": None, "a": "x"}, {"id": 1})
        assert outcome.set_aside == 1
    assert _held(spark, table) == [(1, 2025, None, None)]


def test_a_row_whose_season_was_corrected_is_moved_not_doubled(spark: SparkSession, table: Table) -> None:
    _upsert(spark, table, {"id": 1, "season": 2024}, {"id": 2, "season": 2024})
    _upsert(spark, table, {"id": 1, "season": 2025})
    assert _held(spark, table) == [(1, 2025, None, None), (2, 2024, None, None)]


def test_an_older_answer_that_arrives_late_changes_nothing(spark: SparkSession, table: Table) -> None:
    _upsert(spark, table, {"id": 1, "a": "new", "_observed_at": LATE})
    outcome = _upsert(spark, table, {"id": 1, "a": "old", "_observed_at": EARLY})
    assert (outcome.stale, outcome.wrote) == (1, False)
    assert _held(spark, table) == [(1, 2025, "new", None)]


def test_null_in_one_column_is_not_null_in_another(spark: SparkSession, table: Table) -> None:
    _upsert(spark, table, {"id": 1, "a": None, "b": "x"})
    assert _upsert(spark, table, {"id": 1, "a": "x", "b": None}).updated == 1


def test_where_an_array_ends_is_a_difference(spark: SparkSession, table: Table) -> None:
    _upsert(spark, table, {"id": 1, "c": [1], "d": [2]})
    assert _upsert(spark, table, {"id": 1, "c": [1, 2], "d": []}).updated == 1
    assert _upsert(spark, table, {"id": 1, "c": [1, 2], "d": None}).updated == 1


def test_replacing_a_season_deletes_what_it_no_longer_has_and_leaves_the_others(
    spark: SparkSession, table: Table
) -> None:
    _upsert(spark, table, {"id": 1}, {"id": 2}, {"id": 3, "season": 2024})
    outcome = _upsert(spark, table, {"id": 1}, replaces=Scope((2025,)))
    assert (outcome.deleted, outcome.unchanged) == (1, 1)
    assert _held(spark, table) == [(1, 2025, None, None), (3, 2024, None, None)]


def test_a_broken_rule_that_fails_writes_nothing(spark: SparkSession, table: Table) -> None:
    _upsert(spark, table, {"id": 1, "a": "good"})
    with pytest.raises(CheckFailed, match="a_is_not_bad"):
        _upsert(spark, table, {"id": 1, "a": "bad"}, {"id": 2})
    assert _held(spark, table) == [(1, 2025, "good", None)]


def test_a_broken_rule_that_warns_is_counted_and_written(spark: SparkSession, table: Table) -> None:
    outcome = _upsert(spark, table, {"id": 1, "b": "odd"}, {"id": 2, "b": None})
    assert outcome.warnings == {"b_is_not_odd": 1}
    assert len(_held(spark, table)) == 2


def test_a_build_that_gives_other_columns_than_declared_is_refused(spark: SparkSession, table: Table) -> None:
    with pytest.raises(CheckFailed, match="build"):
        upsert(spark, table, Batch(_batch(spark, table, {"id": 1}).drop("b"), "test"))


def test_a_merge_reads_only_the_seasons_of_its_rows(spark: SparkSession, table: Table) -> None:
    for season in (2022, 2023, 2024, 2025):
        _upsert(spark, table, {"id": season, "season": season})
    outcome = _upsert(spark, table, {"id": 2025, "season": 2025, "a": "x"})
    snapshot = snapshots.current(spark, table.full_name)
    assert outcome.updated == 1
    assert snapshot is not None
    assert snapshot.summary["changed-partition-count"] == "1"


@pytest.mark.parametrize("few", [judge.FITS_EVERYWHERE, 1])
@pytest.mark.parametrize("key", [("id",), ("id", "season")])
def test_a_wrong_guess_where_the_keys_are_costs_a_look_and_no_row(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch, key: tuple[str, ...], few: int
) -> None:
    monkeypatch.setattr(judge, "FITS_EVERYWHERE", few)
    table = _table(key=key)
    ensure(spark, table)
    upsert(spark, table, Batch(_batch(spark, table, {"id": 1, "a": "x"}, {"id": 2, "a": "x"}), "first"))
    again = _batch(spark, table, *({"id": n, "a": a, "_observed_at": LATE} for n, a in ((1, "y"), (2, "x"), (3, "z"))))
    outcome = upsert(spark, table, Batch(again, "second", near=Scope((2019,))))
    assert (outcome.inserted, outcome.updated, outcome.unchanged) == (1, 1, 1)
    assert spark.table(table.full_name).count() == 3
    spark.sql(f"DROP TABLE {table.full_name} PURGE")


def test_keys_that_were_told_are_counted_and_not_grouped(spark: SparkSession, table: Table) -> None:
    touched = _batch(spark, table, {"id": 1}, {"id": 2})
    twice = touched.unionAll(touched)
    told = twice.agg(F.count(F.lit(1)), judge.keys_of(table, F.lit(True))).first()
    # What is told here is a lie; it shows that nothing but the two numbers is looked at.
    assert judge.key_result(table, twice, touched, (1, 2), tuple(told or ())).status == "passed"
    assert judge.key_result(table, twice, touched, (1, 2), (2, 0)).broken == 2

"""Rows of a table without data are made unique where they lie, unless a key was observed in two partitions."""

from __future__ import annotations

import itertools
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import merge, newest, snapshots
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.spec.table import IS_PART, Table
from tests.lakehouse.things import batch, held, made, put

pytestmark = pytest.mark.spark

BY_DAY = {"partition": ("season", "days(game_date)"), "key": ("thing_id",)}
DAYS = 3
# What was said of a key day after day: of which season it is, in upper case with another value.
HISTORIES = ["".join(days) for days in itertools.product("xyX-", repeat=DAYS) if set(days) != {"-"}]


def _said(number: int, history: str) -> list[dict[str, Any]]:
    return [
        {
            "thing_id": number,
            "season": 2024 if what.lower() == "x" else 2025,
            "game_date": "2024-01-01" if what.lower() == "x" else "2025-01-01",
            "a": "other" if what.isupper() else "same",
            "_observed_at": f"2025-02-0{day}T00:00:00Z",
        }
        for day, what in enumerate(history, start=1)
        if what != "-"
    ]


def _rows(spark: SparkSession, table: Table) -> list[tuple[Any, ...]]:
    columns = ("thing_id", "season", "game_date", "a", "_observed_at", "_row_hash")
    return sorted(tuple(row) for row in spark.table(table.full_name).select(*columns).collect())


@pytest.mark.parametrize("partition", [("season",), BY_DAY["partition"]], ids=["season", "day"])
def test_it_is_the_table_that_one_made_day_by_day_is(spark: SparkSession, partition: tuple[str, ...]) -> None:
    at_once, grown = (made(spark, partition=partition) for _ in range(2))
    said = [each for number, history in enumerate(HISTORIES) for each in _said(number, history)]
    done = put(spark, at_once, *said)
    assert (done.read, done.inserted, done.duplicates) == (len(said), len(HISTORIES), len(said) - len(HISTORIES))
    for day in range(1, DAYS + 1):
        put(spark, grown, *(each for each in said if each["_observed_at"].startswith(f"2025-02-0{day}")))
    assert _rows(spark, at_once) == _rows(spark, grown)


@pytest.mark.parametrize("key", ["thing_id", "season"])
def test_where_no_key_moved_rows_go_the_short_way(
    spark: SparkSession, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the partition is of the key."""
    table = made(spark, **{**BY_DAY, "key": tuple(dict.fromkeys((key, "thing_id")))})
    places = _noted(monkeypatch)
    done = put(spark, table, *_said(1, "xXx"), *_said(2, "yy"))
    assert (done.inserted, done.duplicates, places) == (2, 3, [("season", "game_date")])
    assert held(spark, table) == [(1, 2024, "same"), (2, 2025, "same")]
    assert [each.status for each in done.checks if each.check == "key_is_unique"] == ["passed"]


def test_where_one_moved_they_go_the_long_one_and_leave_no_branch(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = made(spark, **BY_DAY)
    places = _noted(monkeypatch)
    done = put(spark, table, *_said(1, "xy"), *_said(2, "yy"))
    assert (done.inserted, done.duplicates, places) == (2, 2, [("season", "game_date"), ()])
    assert held(spark, table) == [(1, 2025, "same"), (2, 2025, "same")]
    assert snapshots.branches(spark, table.full_name) == ()


def test_one_that_moved_and_was_taken_back_where_it_was_is_seen_too(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came back to its first season: there it is as old as its return, and not as its first observation."""
    table = made(spark, **BY_DAY, replace_scope=("game_id",))
    places = _noted(monkeypatch)
    said = [{**each, "game_id": 7} for each in _said(1, "xyx")]
    rows = batch(spark, table, *said).selectExpr("*", f"false AS {IS_PART}")
    upsert(spark, table, Batch(rows, "test"))
    assert places == [("season", "game_date"), ()]
    (row,) = _rows(spark, table)
    assert row[4].day == 3


def test_withdrawn_rows_alone_are_no_reason_to_begin_again(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = made(spark, **BY_DAY, replace_scope=("game_id",))
    places = _noted(monkeypatch)
    said = [{**each, "game_id": 7} for each in (*_said(1, "xx"), *_said(2, "x-"))]
    rows = batch(spark, table, *said).selectExpr("*", f"false AS {IS_PART}")
    done = upsert(spark, table, Batch(rows, "test"))
    assert (done.inserted, done.duplicates, places) == (1, 1, [("season", "game_date")])


def test_rows_of_a_partition_are_in_one_file(spark: SparkSession) -> None:
    table = made(spark, **BY_DAY)
    put(spark, table, *(each for number in range(50) for each in _said(number, "xy"[number % 2])))
    files = spark.table(f"{table.full_name}.files").select("partition", "record_count").collect()
    assert sorted(row.record_count for row in files) == [25, 25]


def test_in_a_file_they_are_sorted_as_the_table_is(spark: SparkSession) -> None:
    table = made(spark, sort=("game_date", "a", "thing_id"))
    days = [{"thing_id": n, "game_date": f"2025-01-{9 - n % 3:02}", "a": "xyz"[n % 2]} for n in range(30)]
    put(spark, table, *days)
    (file,) = spark.table(f"{table.full_name}.files").select("file_path").collect()
    rows = pq.read_table(file.file_path.removeprefix("file:"), partitioning=None).select([*table.sort]).to_pylist()
    assert [tuple(row.values()) for row in rows] == sorted(tuple(row.values()) for row in rows)


def _noted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The places by which rows were made unique, try after try."""
    places: list[tuple[str, ...]] = []
    as_it_is = newest.newest_per_key

    def noting(table: Table, observations: Any, place: tuple[str, ...] = ()) -> Any:
        places.append(tuple(place))
        return as_it_is(table, observations, place)

    monkeypatch.setattr(merge, "newest_per_key", noting)
    return places

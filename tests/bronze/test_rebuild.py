"""A bronze table that is rebuilt holds what raw says, and was never without data on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.append import append_landed
from cbbd_spark.bronze.place import place_of
from cbbd_spark.bronze.rebuild import rebuild
from cbbd_spark.bronze.selection import Selection
from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import create_databases
from tests.bronze.landing import Raw, endpoint_like

pytestmark = pytest.mark.spark

ALL = Selection()


@pytest.fixture
def raw(tmp_path: Path, spark: SparkSession) -> Raw:
    """Three answers in a table: of 2024, of 2025, and again of 2025 a month later."""
    create_databases(spark)
    raw = Raw(tmp_path / "raw", endpoint_like("lines"))
    raw.land([_line(1, 2024), _line(2, 2024)], season=2024)
    raw.land([_line(3, 2025), _line(3, 2025)], season=2025)
    raw.land([_line(3, 2025, spread=None)], "2025-02-10T00:00:00.000Z", season=2025)
    append_landed(raw.job(spark))
    return raw


def _line(number: int, season: int, spread: float | None = -3.5) -> dict[str, object]:
    lines = [{"provider": "book", "spread": spread, "overUnder": 140}]
    return {"gameId": number, "season": season, "startDate": "2024-11-05T00:30:00.000Z", "lines": lines}


def _rows(spark: SparkSession, raw: Raw) -> list[str]:
    """All of the table but for the runs that wrote it."""
    frame = spark.table(raw.endpoint.bronze_table).drop("_run_id")
    return sorted(row[0] for row in frame.selectExpr("to_json(struct(*))").collect())


def _harm(spark: SparkSession, raw: Raw, verb: str, change: str) -> None:
    spark.sql(f"{verb} {raw.endpoint.bronze_table} {change}")


def _snapshots(spark: SparkSession, raw: Raw) -> list[snapshots.Snapshot]:
    return list(snapshots.ancestors(spark, raw.endpoint.bronze_table))


def test_a_table_that_is_right_is_not_written(spark: SparkSession, raw: Raw) -> None:
    before = _snapshots(spark, raw)
    done = rebuild(raw.job(spark, "run-2"), ALL)
    assert (done.outcome.read, done.outcome.unchanged, done.outcome.wrote) == (5, 5, False)
    assert _snapshots(spark, raw) == before


def test_what_was_lost_doubled_altered_or_made_up_is_put_right_in_one_commit(spark: SparkSession, raw: Raw) -> None:
    table, right = raw.endpoint.bronze_table, _rows(spark, raw)
    rows = spark.table(table)
    doubled = rows.where("game_id = 3 AND month(_fetched_at) = 2").localCheckpoint()
    made_up = doubled.selectExpr("* EXCEPT (_raw_file)", "'cbbd/lines/none/of-all' AS _raw_file").localCheckpoint()
    doubled.unionByName(made_up).writeTo(table).append()
    _harm(spark, raw, "DELETE FROM", "WHERE game_id = 1")
    _harm(spark, raw, "UPDATE", "SET lines = array() WHERE game_id = 3 AND month(_fetched_at) = 1")
    assert _rows(spark, raw) != right
    before = _snapshots(spark, raw)
    done = rebuild(raw.job(spark, "run-2"), ALL)
    assert _rows(spark, raw) == right
    assert len(_snapshots(spark, raw)) == len(before) + 1
    assert (done.outcome.inserted, done.outcome.deleted, done.outcome.unchanged) == (5, 6, 0)
    place = place_of(spark, raw.endpoint)
    assert place is not None
    assert place.through == 3
    assert append_landed(raw.job(spark, "run-3")).outcome.inserted == 0


def test_only_the_answers_that_differ_are_written(spark: SparkSession, raw: Raw) -> None:
    _harm(spark, raw, "DELETE FROM", "WHERE game_id = 1")
    done = rebuild(raw.job(spark, "run-2"), ALL)
    assert (done.outcome.inserted, done.outcome.deleted, done.outcome.unchanged) == (2, 1, 3)
    runs = spark.table(raw.endpoint.bronze_table).select("game_id", "_run_id").distinct().collect()
    assert {tuple(row) for row in runs} == {(1, "run-2"), (2, "run-2"), (3, "run-1")}


def test_other_seasons_stay_as_they_are(spark: SparkSession, raw: Raw) -> None:
    right = _rows(spark, raw)
    _harm(spark, raw, "DELETE FROM", "WHERE game_id = 1 OR month(_fetched_at) = 2")
    rebuild(raw.job(spark, "run-2"), Selection(seasons=(2025,)))
    assert _rows(spark, raw) == [row for row in right if '"game_id":1,' not in row]


def test_what_landed_since_is_appended_on_the_way(spark: SparkSession, raw: Raw) -> None:
    raw.land([_line(7, 2026)], season=2026)
    done = rebuild(raw.job(spark, "run-2"), Selection(seasons=(2025,)))
    assert (done.outcome.inserted, done.outcome.deleted) == (1, 0)
    assert len(_rows(spark, raw)) == 6


def test_what_raw_has_lost_stays_in_the_table_and_is_told(spark: SparkSession, raw: Raw) -> None:
    right = _rows(spark, raw)
    entry = raw.land([_line(8, 2026)], season=2026)
    append_landed(raw.job(spark))
    raw.remove(entry)
    done = rebuild(raw.job(spark, "run-2"), ALL)
    assert [each.entry.object for each in done.damaged] == [entry.object]
    assert (done.outcome.set_aside, done.outcome.deleted) == (1, 0)
    assert len(_rows(spark, raw)) == len(right) + 1


def test_a_table_without_data_is_built_whole_whatever_is_selected(spark: SparkSession, raw: Raw) -> None:
    right = _rows(spark, raw)
    spark.sql(f"DROP TABLE {raw.endpoint.bronze_table} PURGE")
    rebuild(raw.job(spark, "run-2"), Selection(seasons=(2024,)))
    assert _rows(spark, raw) == right


def test_raw_that_is_older_than_the_table_is_refused(spark: SparkSession, raw: Raw) -> None:
    folder = raw.folder / raw.endpoint.source / raw.endpoint.name / "_manifest"
    (folder / "00000003.jsonl").unlink()
    before = _rows(spark, raw)
    with pytest.raises(CheckFailed, match="older copy"):
        rebuild(raw.job(spark, "run-2"), ALL)
    assert _rows(spark, raw) == before

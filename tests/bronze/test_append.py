"""What landed gets into bronze once, whatever became of the objects on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.append import append_landed, append_selected
from cbbd_spark.bronze.place import place_of
from cbbd_spark.bronze.selection import Selection
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Entry
from tests.bronze.landing import Raw, endpoint_like, game

pytestmark = pytest.mark.spark

Harm = Callable[[Raw, Entry], bytes]


@pytest.fixture
def raw(tmp_path: Path, spark: SparkSession) -> Raw:
    create_databases(spark)
    return Raw(tmp_path / "raw", endpoint_like("games"))


def _held(spark: SparkSession, raw: Raw) -> list[tuple[int, str]]:
    """Ids of games, and on which day they were fetched."""
    rows = spark.table(raw.endpoint.bronze_table).selectExpr("id", "substr(_fetched_at, 1, 10) day").collect()
    return sorted((row.id, row.day) for row in rows)


def _snapshots(spark: SparkSession, raw: Raw) -> int:
    return len(list(snapshots.ancestors(spark, raw.endpoint.bronze_table)))


def test_an_answer_is_appended_once(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(1), game(2)], season=2025)
    first = append_landed(raw.job(spark))
    raw.land([game(3)], "2025-02-10T00:00:00.000Z", season=2025)
    second = append_landed(raw.job(spark))
    third = append_landed(raw.job(spark))
    assert (first.outcome.inserted, second.outcome.inserted, third.outcome.inserted) == (2, 1, 0)
    assert _held(spark, raw) == [(1, "2025-01-10"), (2, "2025-01-10"), (3, "2025-02-10")]
    assert _snapshots(spark, raw) == 2


def test_a_parameter_that_the_record_does_not_repeat_is_a_column(spark: SparkSession, tmp_path: Path) -> None:
    lineups = Raw(tmp_path, endpoint_like("lineups_game"))
    lineups.land([{"teamId": 5, "idHash": "a-b"}], gameId=401)
    append_landed(lineups.job(spark))
    (row,) = spark.table(lineups.endpoint.bronze_table).select("game_id", "team_id", "id_hash").collect()
    assert tuple(row) == (401, 5, "a-b")


def test_nested_fields_have_the_names_of_the_lake(spark: SparkSession, tmp_path: Path) -> None:
    lines = Raw(tmp_path, endpoint_like("lines"))
    lines.land([{"gameId": 1, "lines": [{"provider": "x", "overUnder": 140.5}]}])
    append_landed(lines.job(spark))
    nested = spark.table(lines.endpoint.bronze_table).schema["lines"].dataType.simpleString()
    assert "over_under:double" in nested


def test_a_damaged_answer_is_named_and_the_others_go_on(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(1)], season=2024)
    bad = raw.land([game(2), game(3)], season=2025)
    raw.flip(bad)
    done = append_landed(raw.job(spark))
    assert [each.entry.object for each in done.damaged] == [bad.object]
    assert bad.object in str(done.damaged[0])
    assert (done.outcome.inserted, done.outcome.set_aside) == (1, 2)
    assert _held(spark, raw) == [(1, "2025-01-10")]


def test_a_restored_answer_is_taken_by_the_next_run(spark: SparkSession, raw: Raw) -> None:
    bad = raw.land([game(1)], season=2024)
    raw.land([game(2)], season=2025)
    before = raw.remove(bad)
    append_landed(raw.job(spark))
    raw.land([game(3)], season=2026)
    still = append_landed(raw.job(spark))
    assert (still.outcome.inserted, len(still.damaged)) == (1, 1)
    raw.path(bad).write_bytes(before)
    healed = append_landed(raw.job(spark))
    assert (healed.outcome.inserted, healed.damaged) == (1, ())
    assert [number for number, _ in _held(spark, raw)] == [1, 2, 3]
    place = place_of(spark, raw.endpoint)
    assert place is not None
    assert (place.through, place.owed) == (3, {})


def test_when_all_is_damaged_nothing_is_written_and_nothing_forgotten(spark: SparkSession, raw: Raw) -> None:
    bad = raw.land([game(1)], season=2025)
    before = raw.flip(bad)
    assert append_landed(raw.job(spark)).outcome.set_aside == 1
    assert _snapshots(spark, raw) == 0
    raw.path(bad).write_bytes(before)
    assert append_landed(raw.job(spark)).outcome.inserted == 1


def test_what_was_damaged_before_anybody_read_it_is_told_though_a_newer_answer_is_here(
    spark: SparkSession, raw: Raw
) -> None:
    bad = raw.land([game(1)], season=2025)
    raw.land([game(1)], "2025-01-11T00:00:00.000Z", season=2025)
    raw.flip(bad)
    assert len(append_landed(raw.job(spark)).damaged) == 1
    assert append_landed(raw.job(spark)).damaged == ()


def test_a_newer_answer_to_its_request_takes_the_place_of_a_damaged_one(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(9)], season=2024)
    bad = raw.land([game(1)], season=2025)
    before = raw.flip(bad)
    append_landed(raw.job(spark))
    raw.land([game(1)], "2025-01-11T00:00:00.000Z", season=2025)
    assert append_landed(raw.job(spark)).damaged == ()
    raw.path(bad).write_bytes(before)
    assert append_landed(raw.job(spark)).damaged == ()
    assert _held(spark, raw) == [(1, "2025-01-11"), (9, "2025-01-10")]


class _Vanishing(FolderStore):
    """A store whose object is harmed on its way to Spark's workers: after the judgement, before the reading."""

    def __init__(self, raw: Raw, bad: Entry, harm: Harm) -> None:
        super().__init__(raw.folder)
        self._raw, self._bad, self._harm = raw, bad, harm

    def __reduce__(self) -> tuple[type[FolderStore], tuple[Path]]:
        if self._raw.path(self._bad).exists():
            self._harm(self._raw, self._bad)
        return FolderStore, (self.root,)


@pytest.mark.parametrize("harm", [Raw.flip, Raw.cut, Raw.remove], ids=["flipped", "cut", "gone"])
def test_an_object_that_is_lost_between_judgement_and_reading_is_left_out(
    spark: SparkSession, raw: Raw, harm: Harm
) -> None:
    raw.land([game(1)], season=2024)
    bad = raw.land([game(2)], season=2025)
    job = raw.job(spark)
    store = _Vanishing(raw, bad, harm)
    done = append_landed(type(job)(job.session, store, job.endpoint, job.run_id))
    assert [each.entry.object for each in done.damaged] == [bad.object]
    assert _held(spark, raw) == [(1, "2025-01-10")]
    assert _snapshots(spark, raw) == 1


def test_a_table_whose_commits_no_longer_tell_its_place_takes_nothing_twice(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(1)], season=2025)
    append_landed(raw.job(spark))
    table = raw.endpoint.bronze_table
    spark.table(table).limit(0).writeTo(table).append()
    spark.sql(f"CALL system.expire_snapshots('{table}', TIMESTAMP '2100-01-01 00:00:00', 1)")
    assert place_of(spark, raw.endpoint) is None
    raw.land([game(2)], season=2025)
    assert append_landed(raw.job(spark)).outcome.inserted == 1
    assert [number for number, _ in _held(spark, raw)] == [1, 2]


def test_raw_that_was_put_back_to_an_older_copy_is_read_by_what_the_table_holds(spark: SparkSession, raw: Raw) -> None:
    for season in (2024, 2025, 2026):
        raw.land([game(season)], season=season)
    append_landed(raw.job(spark))
    for number in (2, 3):
        (raw.folder / raw.endpoint.source / raw.endpoint.name / "_manifest" / f"{number:08d}.jsonl").unlink()
    raw.segments = 1
    raw.land([game(7)], "2025-03-01T00:00:00.000Z", season=2027)
    assert append_landed(raw.job(spark)).outcome.inserted == 1
    assert [number for number, _ in _held(spark, raw)] == [7, 2024, 2025, 2026]


def test_a_table_of_the_past_takes_what_was_fetched_before_and_nothing_twice(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(1)], "2025-01-01T23:59:59.999Z", season=2025)
    raw.land([game(2)], "2025-01-02T00:00:00.000Z", season=2025)
    selection = Selection(before=datetime.fromisoformat("2025-01-02T00:00:00+00:00"))
    assert append_selected(raw.job(spark), selection).outcome.inserted == 1
    assert append_selected(raw.job(spark), selection).outcome.inserted == 0
    assert _held(spark, raw) == [(1, "2025-01-01")]


def test_a_column_that_the_contract_has_no_more_is_null(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(1)], season=2025)
    append_landed(raw.job(spark))
    kinds = "of_old STRUCT<name: STRING, ids: ARRAY<BIGINT>>"
    spark.sql(f"ALTER TABLE {raw.endpoint.bronze_table} ADD COLUMN {kinds}")
    raw.land([game(2)], season=2026)
    append_landed(raw.job(spark))
    found = spark.table(raw.endpoint.bronze_table).select("id", "of_old", "home_team").collect()
    assert sorted(tuple(row) for row in found) == [(1, None, "Duke"), (2, None, "Duke")]


def test_a_column_that_was_added_later_stands_where_it_belongs(spark: SparkSession, raw: Raw) -> None:
    """As when the contract gains a field: Iceberg adds its column behind all others."""
    raw.land([game(1)], season=2025)
    append_landed(raw.job(spark))
    table = raw.endpoint.bronze_table
    spark.sql(f"ALTER TABLE {table} DROP COLUMN home_team")
    raw.land([game(2)], season=2026)
    append_landed(raw.job(spark))
    assert sorted(tuple(row) for row in spark.table(table).select("id", "home_team").collect()) == [
        (1, None),
        (2, "Duke"),
    ]


def test_answers_of_two_months_lie_apart_and_a_first_of_month_is_of_its_own(spark: SparkSession, raw: Raw) -> None:
    raw.land([game(1)], "2025-01-31T23:59:59.999Z", season=2025)
    raw.land([game(2)], "2025-02-01T00:00:00.000Z", season=2026)
    append_landed(raw.job(spark))
    table = raw.endpoint.bronze_table
    months = spark.table(f"{table}.files").selectExpr("partition._fetched_at_month AS month").collect()
    assert sorted(row.month for row in months) == [(2025 - 1970) * 12, (2025 - 1970) * 12 + 1]
    before = spark.table(table).where("_fetched_at < TIMESTAMP '2025-02-01 00:00:00'").select("id").collect()
    assert [row.id for row in before] == [1]

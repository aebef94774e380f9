"""What fails its audit never reaches readers and stays for a look; what passes reaches them at once."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import merge, snapshots
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.publish import Draft, MainMoved
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import Reference, Table
from tests.lakehouse.things import begun, held, made, put

pytestmark = pytest.mark.spark


@pytest.fixture
def table(spark: SparkSession) -> Table:
    return made(spark)


def test_a_red_audit_leaves_main_and_keeps_a_branch_that_the_next_green_one_removes(
    spark: SparkSession, table: Table
) -> None:
    put(spark, table, {"thing_id": 1, "a": "good"})
    before = snapshots.current(spark, table.full_name)
    with pytest.raises(CheckFailed, match="a_is_not_bad") as caught:
        put(spark, table, {"thing_id": 1, "a": "bad"}, {"thing_id": 2}, run_id="20250101T000000Z-ab12")
    assert snapshots.current(spark, table.full_name) == before
    assert held(spark, table) == [(1, 2025, "good")]
    (branch,) = snapshots.branches(spark, table.full_name)
    assert f"VERSION AS OF '{branch}'" in str(caught.value)
    refused = spark.read.option("branch", branch).table(table.full_name).select("thing_id", "a").collect()
    assert sorted(tuple(row) for row in refused) == [(1, "bad"), (2, None)]
    assert isinstance(caught.value.report, Outcome)
    result = next(each for each in caught.value.report.checks if each.check == "a_is_not_bad")
    assert (result.status, result.broken, result.example) == ("failed", 1, '{"thing_id":1}')
    put(spark, table, {"thing_id": 1, "a": "better"})
    assert snapshots.branches(spark, table.full_name) == ()
    assert held(spark, table) == [(1, 2025, "better")]


def test_a_first_batch_that_fails_leaves_an_empty_table(spark: SparkSession, table: Table) -> None:
    with pytest.raises(CheckFailed, match="a_is_not_bad"):
        put(spark, table, {"thing_id": 1, "a": "bad"})
    assert held(spark, table) == []
    assert snapshots.current(spark, table.full_name) is None


def test_a_first_batch_without_rows_leaves_neither_snapshot_nor_branch(spark: SparkSession, table: Table) -> None:
    assert not put(spark, table).wrote
    assert snapshots.current(spark, table.full_name) is None
    assert snapshots.branches(spark, table.full_name) == ()


def test_a_key_that_the_table_holds_twice_is_found_when_it_is_touched(spark: SparkSession, table: Table) -> None:
    put(spark, table, {"thing_id": 1, "a": "x"}, {"thing_id": 2, "a": "x"})
    # As two plain MERGEs of one new key would leave it.
    spark.table(table.full_name).where("thing_id = 1").writeTo(table.full_name).append()
    put(spark, table, {"thing_id": 2, "a": "y"})
    with pytest.raises(CheckFailed, match="key_is_unique"):
        put(spark, table, {"thing_id": 1, "a": "x"}, {"thing_id": 3, "a": "new"}, {"thing_id": 1, "a": "y"})


def test_a_reference_that_must_hold_is_judged_before_readers_see_it(spark: SparkSession) -> None:
    games = made(spark)
    put(spark, games, {"thing_id": 7})
    table = made(spark, inputs=(games,), references=(Reference(("game_id",), games, severity=Severity.FAIL),))
    put(spark, table, {"thing_id": 1, "game_id": 7}, {"thing_id": 2})
    with pytest.raises(CheckFailed, match='"game_id":8'):
        put(spark, table, {"thing_id": 3, "game_id": 8})
    assert [row[0] for row in held(spark, table)] == [1, 2]


def test_what_was_compared_with_an_older_main_is_not_published(spark: SparkSession, table: Table) -> None:
    put(spark, table, {"thing_id": 1})
    draft = begun(spark, table, "slow")
    spark.table(table.full_name).limit(0).writeTo(draft.name).append()
    put(spark, table, {"thing_id": 2}, run_id="fast")
    with pytest.raises(MainMoved):
        draft.publish()
    assert [row[0] for row in held(spark, table)] == [1, 2]


def written_while_another_publishes(spark: SparkSession, table: Table) -> Draft:
    """The other one removes the branch before the commit to it; Iceberg makes it again, where main is."""
    put(spark, table, {"thing_id": 1})
    draft = begun(spark, table, "slow")
    append = snapshots.loaded(spark, table.full_name).newAppend().toBranch(draft.branch)
    put(spark, table, {"thing_id": 2}, run_id="fast")
    published = snapshots.loaded(spark, table.full_name)
    (file,) = published.currentSnapshot().addedDataFiles(published.io())
    append.appendFile(file).commit()
    return draft


def test_what_another_published_meanwhile_is_not_published_again(spark: SparkSession, table: Table) -> None:
    draft = written_while_another_publishes(spark, table)
    with pytest.raises(MainMoved):
        draft.publish()
    assert [row[0] for row in held(spark, table)] == [1, 2]


def test_a_branch_that_only_has_to_descend_from_main_brings_a_row_twice(
    spark: SparkSession, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = written_while_another_publishes(spark, table)
    monkeypatch.setattr(Draft, "on_main", lambda draft: snapshots.loaded(spark, draft.table))
    draft.publish()
    assert [row[0] for row in held(spark, table)] == [1, 2, 2]


def test_a_branch_that_another_removed_before_the_writing_is_begun_anew(
    spark: SparkSession, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(spark, table, {"thing_id": 1})
    write = merge._write  # noqa: SLF001

    def after_another(*ours: Any) -> None:
        monkeypatch.setattr(merge, "_write", write)
        put(spark.newSession(), table, {"thing_id": 2, "a": "theirs"}, {"thing_id": 3}, run_id="another")
        write(*ours)

    monkeypatch.setattr(merge, "_write", after_another)
    put(spark, table, {"thing_id": 2}, run_id="ours")
    assert [row[0] for row in held(spark, table)] == [1, 2, 3]


def test_what_a_killed_run_left_on_its_branch_does_not_hinder_the_next(spark: SparkSession, table: Table) -> None:
    put(spark, table, {"thing_id": 1})
    for run_id in ("killed", "again"):
        draft = begun(spark, table, run_id)
        spark.table(table.full_name).writeTo(draft.name).append()
    put(spark, table, {"thing_id": 2}, run_id="again")
    assert [row[0] for row in held(spark, table)] == [1, 2]
    assert snapshots.branches(spark, table.full_name) == ()


def test_without_the_audit_bad_rows_are_what_readers_see(
    spark: SparkSession, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(spark, table, {"thing_id": 1, "a": "good"})
    monkeypatch.setattr(merge, "_insist", lambda *_: None)
    put(spark, table, {"thing_id": 1, "a": "bad"})
    assert held(spark, table) == [(1, 2025, "bad")]


def test_without_the_look_whether_main_has_moved_what_another_published_is_lost(
    spark: SparkSession, table: Table
) -> None:
    put(spark, table, {"thing_id": 1})
    draft = begun(spark, table, "slow")
    spark.table(table.full_name).limit(0).writeTo(draft.name).append()
    spark.table(table.full_name).writeTo(table.full_name).append()
    assert len(held(spark, table)) == 2
    with pytest.raises(MainMoved):
        draft.publish()
    assert len(held(spark, table)) == 2
    head = draft.snapshot
    assert head is not None
    snapshots.loaded(spark, table.full_name).manageSnapshots().replaceBranch("main", head.id).commit()
    assert len(held(spark, table)) == 1

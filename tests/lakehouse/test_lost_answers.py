"""A commit whose answer is lost came through or did not: the branch knows, and each row is there once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.lakehouse import merge, prepare, snapshots
from cbbd_spark.lakehouse.append import append_rows
from cbbd_spark.lakehouse.commit import known_again
from cbbd_spark.settings import Settings
from cbbd_spark.spec.table import Column, Layer, Table
from tests.lakehouse.lost_answers import Fate, lost
from tests.lakehouse.things import begun, held, made, put

pytestmark = pytest.mark.spark

# An upsert commits three times.
BRANCH, ROWS, PUBLISHED = 1, 2, 3
each_commit = pytest.mark.parametrize("nth", [BRANCH, ROWS, PUBLISHED], ids=["branch", "rows", "published"])
each_fate = pytest.mark.parametrize("fate", list(Fate), ids=["came through", "did not"])


@pytest.fixture
def catalog(lake_settings: Settings) -> Path:
    return lake_settings.lake.catalog_file


@pytest.fixture
def table(spark: SparkSession) -> Table:
    return made(spark)


def _published(spark: SparkSession, table: Table) -> int:
    """How often rows came to be seen by readers."""
    return sum(each.count("added-records") > 0 for each in snapshots.ancestors(spark, table.full_name))


@each_commit
@each_fate
def test_the_first_rows_are_there_once_and_counted_once(
    spark: SparkSession, catalog: Path, table: Table, nth: int, fate: Fate
) -> None:
    with lost(catalog, table.name, nth, fate):
        outcome = put(spark, table, {"thing_id": 1, "a": "odd"}, {"thing_id": 2}, {"thing_id": 2})
    assert held(spark, table) == [(1, 2025, "odd"), (2, 2025, None)]
    assert (outcome.read, outcome.inserted, outcome.duplicates) == (3, 2, 1)
    assert outcome.warnings == {"a_is_not_odd": 1}
    assert outcome.snapshot_id == _head(spark, table)
    assert _published(spark, table) == 1
    assert snapshots.branches(spark, table.full_name) == ()


@each_commit
@each_fate
def test_a_merge_is_done_once_and_counted_once(
    spark: SparkSession, catalog: Path, table: Table, nth: int, fate: Fate
) -> None:
    put(spark, table, {"thing_id": 1}, {"thing_id": 2})
    with lost(catalog, table.name, nth, fate):
        outcome = put(spark, table, {"thing_id": 1, "a": "x"}, {"thing_id": 2}, {"thing_id": 3})
    assert held(spark, table) == [(1, 2025, "x"), (2, 2025, None), (3, 2025, None)]
    assert (outcome.inserted, outcome.updated, outcome.unchanged) == (1, 1, 1)
    assert outcome.snapshot_id == _head(spark, table)
    assert _published(spark, table) == 2
    assert snapshots.branches(spark, table.full_name) == ()


def test_what_was_published_and_then_published_over_is_known_again(
    spark: SparkSession, catalog: Path, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(spark, table, {"thing_id": 1})
    looked = snapshots.holds

    def after_another(session: SparkSession, name: str, snapshot_id: int) -> bool:
        monkeypatch.undo()
        put(spark.newSession(), table, {"thing_id": 3}, run_id="another")
        return looked(session, name, snapshot_id)

    draft = begun(spark, table, "slow")
    spark.table(table.full_name).limit(0).writeTo(draft.name).append()
    monkeypatch.setattr(snapshots, "holds", after_another)
    with lost(catalog, table.name, 1, Fate.CAME_THROUGH):
        draft.publish()
    assert [row[0] for row in held(spark, table)] == [1, 3]


def test_without_the_look_a_second_try_of_an_append_doubles_its_rows(
    spark: SparkSession, catalog: Path, table: Table
) -> None:
    plain, ours = table, made(spark)
    for each in (plain, ours):
        put(spark, each, {"thing_id": 1})
    with lost(catalog, plain.name, 1, Fate.CAME_THROUGH):
        with pytest.raises(Py4JJavaError, match="the answer was lost"):
            _more(spark, plain).writeTo(plain.full_name).append()
        _more(spark, plain).writeTo(plain.full_name).append()
    with lost(catalog, ours.name, 1, Fate.CAME_THROUGH), known_again(spark, ours.full_name):
        _more(spark, ours).writeTo(ours.full_name).append()
    assert [row[0] for row in held(spark, plain)] == [1, 1, 1]
    assert [row[0] for row in held(spark, ours)] == [1, 1]


def test_by_its_words_alone_an_answer_that_was_lost_is_the_same_whatever_became_of_the_commit(
    spark: SparkSession, catalog: Path, table: Table
) -> None:
    put(spark, table, {"thing_id": 1})
    said = set()
    for fate in Fate:
        with lost(catalog, table.name, 1, fate), pytest.raises(Py4JJavaError) as caught:
            _more(spark, table).writeTo(table.full_name).append()
        said.add(str(caught.value.java_exception))
    assert said == {"org.apache.iceberg.jdbc.UncheckedSQLException: Unknown failure"}
    assert len(held(spark, table)) == 2


@each_fate
def test_rows_of_a_log_are_there_once_or_the_run_is_told(spark: SparkSession, catalog: Path, fate: Fate) -> None:
    table = made(
        spark, layer=Layer.META, columns=(Column("thing_id", "BIGINT", "Key."),), partition=(), sort=(), checks=()
    )
    append_rows(spark, table, [(1,)])
    with lost(catalog, table.name, 1, fate):
        if fate is Fate.CAME_THROUGH:
            append_rows(spark, table, [(2,)])
        else:
            with pytest.raises(Py4JJavaError, match="the answer was lost"):
                append_rows(spark, table, [(2,)])
    numbers = sorted(row.thing_id for row in spark.table(table.full_name).collect())
    assert numbers == ([1, 2] if fate is Fate.CAME_THROUGH else [1])


def test_a_catalog_that_says_itself_that_it_does_not_know_is_asked_whether_it_came_through(
    spark: SparkSession, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Glue says it: here after a commit that was done, and before one that was not."""
    put(spark, table, {"thing_id": 1})
    with known_again(spark, table.full_name):
        _more(spark, table).writeTo(table.full_name).append()
        _say_unknown(spark)
    spark.sql(f"DELETE FROM {table.full_name}")  # noqa: S608
    write, tries = prepare.written_by, []

    def unknown_at_first(*arguments: Any) -> DataFrame:
        tries.append(arguments)
        if len(tries) == 1:
            _say_unknown(spark)
        return write(*arguments)

    monkeypatch.setattr(merge, "written_by", unknown_at_first)
    assert put(spark, table, {"thing_id": 2}).inserted == 1
    assert len(tries) == 2
    assert [row[0] for row in held(spark, table)] == [2]


def _more(spark: SparkSession, table: Table) -> DataFrame:
    """The row of thing 1 once more, as a plain append takes it."""
    return spark.table(table.full_name).where("thing_id = 1").limit(1)


def _head(spark: SparkSession, table: Table) -> int:
    head = snapshots.current(spark, table.full_name)
    assert head is not None
    return head.id


def _say_unknown(spark: SparkSession) -> None:
    jvm: Any = spark.sparkContext._jvm  # noqa: SLF001
    lost = jvm.java.lang.RuntimeException("the answer was lost")
    answer = jvm.java.util.concurrent.CompletableFuture()
    answer.completeExceptionally(jvm.org.apache.iceberg.exceptions.CommitStateUnknownException(lost))
    answer.join()

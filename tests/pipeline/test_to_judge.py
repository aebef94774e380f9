"""Which tables the rules between tables have yet to judge, and what of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.pipeline.result import Status, StepResult
from cbbd_spark.pipeline.steps import Step
from cbbd_spark.pipeline.to_judge import to_judge
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.spec.table import Table
from tests.lakehouse.things import made, put

pytestmark = pytest.mark.spark


def _thing(game: int, season: int = 2025) -> dict[str, int]:
    return {"thing_id": game, "game_id": game, "season": season}


@pytest.fixture
def things(spark: SparkSession) -> Iterator[Table]:
    table = made(spark)
    put(spark, table, _thing(1), _thing(2, 2024))
    yield table
    spark.sql(f"DROP TABLE {table.full_name} PURGE")


def head(spark: SparkSession, table: Table) -> int:
    snapshot = snapshots.current(spark, table.full_name)
    assert snapshot is not None
    return snapshot.id


def found(
    spark: SparkSession, folder: Path, table: Table, logged: int | None, outcome: Outcome, *, now: str = "code"
) -> dict[str, tuple[Table, Outcome]]:
    """What is to be judged of a table that the log of runs last saw at the snapshot `logged` (None: never)."""
    memory = {table.step: Remembered({}, logged, None, "code")} if logged else {}
    context = Context(spark, FolderStore(folder), "run", None, memory, now)
    status = Status.WRITTEN if outcome.wrote else Status.UP_TO_DATE
    result = StepResult(table.step, status, datetime.now(UTC), 1.0, outcome, snapshot_id=head(spark, table))
    return to_judge(context, [Step(table.step, (), table)], [result])


def test_what_a_run_has_written_is_judged_by_its_games_and_nothing_else_is(
    spark: SparkSession, things: Table, tmp_path: Path
) -> None:
    before = head(spark, things)
    assert found(spark, tmp_path, things, before, Outcome()) == {}
    outcome = put(spark, things, _thing(3))
    assert found(spark, tmp_path, things, before, outcome) == {things.step: (things, outcome)}
    assert outcome.games == {3}


def test_what_a_run_that_died_has_written_is_judged_by_its_seasons(
    spark: SparkSession, things: Table, tmp_path: Path
) -> None:
    before = head(spark, things)
    put(spark, things, _thing(3, 2024))
    due = {things.step: (things, Outcome(seasons=(2024,)))}
    assert found(spark, tmp_path, things, before, Outcome()) == due
    assert found(spark, tmp_path, things, 42, Outcome()) == {things.step: (things, Outcome())}
    outcome = put(spark, things, _thing(4))
    due = {things.step: (things, Outcome(seasons=(2024, 2025)))}
    assert found(spark, tmp_path, things, before, outcome) == due


def test_what_the_first_run_wrote_is_judged_by_itself_or_by_the_next_if_it_died(
    spark: SparkSession, tmp_path: Path
) -> None:
    things = made(spark)
    outcome = put(spark, things, _thing(1), _thing(2, 2024))
    due = {things.step: (things, Outcome(seasons=(2024, 2025)))}
    assert found(spark, tmp_path, things, None, outcome) == due
    assert found(spark, tmp_path, things, None, Outcome()) == due
    spark.sql(f"DROP TABLE {things.full_name} PURGE")


def test_other_code_judges_seasons(spark: SparkSession, things: Table, tmp_path: Path) -> None:
    before, outcome = head(spark, things), put(spark, things, _thing(3))
    ((_, due),) = found(spark, tmp_path, things, before, outcome, now="other code").values()
    assert (due.games, due.seasons, due.inserted) == (None, (2025,), 1)


def test_files_that_were_only_put_together_are_not_judged_again(
    spark: SparkSession, things: Table, tmp_path: Path
) -> None:
    put(spark, things, _thing(3))
    before = head(spark, things)
    options = "options => map('rewrite-all', 'true')"
    spark.sql(f"CALL lake.system.rewrite_data_files(table => '{things.full_name}', {options})")
    assert head(spark, things) != before
    assert found(spark, tmp_path, things, before, Outcome()) == {}

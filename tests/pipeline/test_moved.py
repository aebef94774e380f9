"""A table that is made of tables follows them: only the seasons, and where it may the games, that have moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.difference import units_that_differ
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.pipeline import moved as moved_module
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.pipeline.table_step import bring_up_to_date
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.spec.table import Column, Layer, Table
from tests.lakehouse.things import held, made, put

pytestmark = pytest.mark.spark


@dataclass
class Pair:
    """Things, and a table with the number of things a game, or a season, which follows them."""

    spark: SparkSession
    folder: Path
    things: Table
    counts: Table
    seen: list[int] = field(default_factory=list)
    memory: dict[str, Remembered] = field(default_factory=dict)
    code: str = "code-1"
    told: Outcome | None = None

    def build(self, things: DataFrame) -> DataFrame:
        self.seen = sorted(row[0] for row in things.select("thing_id").collect())
        counts = things.groupBy("game_id", "season").agg(F.count(F.lit(1)).alias("n"))
        return counts.select("game_id", F.col("season"), F.col("n"))

    def follow(self, seasons: tuple[int, ...] | None = None) -> Scope:
        written = {self.things.full_name: self.told} if self.told else {}
        context = Context(self.spark, FolderStore(self.folder), "run", seasons, self.memory, self.code, written=written)
        self.seen = []
        done = bring_up_to_date(context, self.counts)
        self.memory[self.counts.step] = Remembered(done.inputs, done.snapshot_id, seasons, self.code)
        return done.scope

    def rows(self) -> list[tuple[Any, ...]]:
        return sorted(
            tuple(row) for row in self.spark.table(self.counts.full_name).select("game_id", "season", "n").collect()
        )


def _counts(things: Table, **changes: Any) -> Table:
    spec: dict[str, Any] = {
        "layer": Layer.GOLD,
        "name": f"counts_of_{things.name}",
        "grain": "One row is one game.",
        "key": ("game_id",),
        "partition": ("season",),
        "columns": (
            Column("game_id", "BIGINT", "Game."),
            Column("season", "INT", "Season."),
            Column("n", "BIGINT", "Things of the game."),
        ),
        "inputs": (things,),
        "unit": ("game_id",),
    }
    return Table(**{**spec, **changes})


def _thing(game: int, n: int = 5) -> dict[str, int]:
    return {"thing_id": 10 * game + n, "game_id": game, "season": 2020 + game // 10}


@pytest.fixture
def pair(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Pair:
    things = made(spark)
    changes: dict[str, Any] = getattr(request, "param", {})
    pair = Pair(spark, tmp_path, things, _counts(things, **changes))
    # The table stands in no package, so its build() is found here.
    monkeypatch.setattr("cbbd_spark.pipeline.table_step.builder", lambda _: pair.build)
    put(spark, things, *(_thing(game, n) for game in (41, 42, 51) for n in range(2)))
    return pair


def test_everything_at_first_then_nothing_then_only_the_game_that_differs(pair: Pair) -> None:
    assert pair.follow() == Scope()
    assert pair.rows() == [(41, 2024, 2), (42, 2024, 2), (51, 2025, 2)]
    pair.follow()
    assert pair.seen == []
    put(pair.spark, pair.things, _thing(42))
    assert pair.follow() == Scope((2024,), "game_id", (42,))
    assert pair.seen == [420, 421, 425]
    assert pair.rows() == [(41, 2024, 2), (42, 2024, 3), (51, 2025, 2)]


def test_a_game_that_is_gone_and_one_that_moved_to_another_season_are_followed(pair: Pair) -> None:
    pair.follow()
    pair.spark.sql(f"DELETE FROM {pair.things.full_name} WHERE game_id = 41")  # noqa: S608
    put(pair.spark, pair.things, *({"thing_id": 420 + n, "game_id": 42, "season": 2025} for n in range(2)))
    assert pair.follow() == Scope((2024, 2025), "game_id", (41, 42))
    assert pair.rows() == [(42, 2025, 2), (51, 2025, 2)]


def test_files_that_were_only_put_together_move_nothing(pair: Pair) -> None:
    put(pair.spark, pair.things, _thing(42))
    pair.follow()
    pair.spark.sql(
        f"CALL lake.system.rewrite_data_files(table => '{pair.things.full_name}', options => map('rewrite-all','true'))"
    )
    assert pair.follow().is_nothing
    assert pair.seen == []


@pytest.mark.parametrize("pair", [{"unit": ()}], indirect=True)
def test_without_a_unit_the_whole_season_is_made_again_and_no_other(pair: Pair) -> None:
    pair.follow()
    put(pair.spark, pair.things, _thing(42))
    assert pair.follow() == Scope((2024,))
    assert pair.seen == [410, 411, 420, 421, 425]


def test_too_many_games_are_made_as_whole_seasons(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moved_module, "MOST_UNITS", 1)
    pair.follow()
    put(pair.spark, pair.things, _thing(41), _thing(42))
    assert pair.follow() == Scope((2024,))


def test_a_run_for_one_season_leaves_the_others_to_a_run_for_all(pair: Pair) -> None:
    pair.follow()
    put(
        pair.spark,
        pair.things,
        _thing(41),
        _thing(51),
    )
    assert pair.follow((2025,)) == Scope((2025,), "game_id", (51,))
    assert pair.rows() == [(41, 2024, 2), (42, 2024, 2), (51, 2025, 3)]
    assert pair.follow() == Scope()
    assert pair.rows() == [(41, 2024, 3), (42, 2024, 2), (51, 2025, 3)]


def test_other_code_and_a_table_that_was_put_back_make_everything_again(pair: Pair) -> None:
    pair.follow()
    start = pair.memory[pair.counts.step].snapshot_id
    put(pair.spark, pair.things, _thing(42))
    pair.follow()
    pair.spark.sql(f"CALL lake.system.rollback_to_snapshot('{pair.counts.full_name}', {start})")
    pair.follow()
    assert (42, 2024, 3) in pair.rows()
    pair.code = "code-2"
    assert pair.follow() == Scope()


def test_the_table_itself_remembers_what_it_is_made_of(pair: Pair) -> None:
    pair.follow()
    pair.memory.clear()
    pair.follow()
    assert pair.seen == []
    pair.memory.clear()
    put(pair.spark, pair.things, _thing(42))
    assert pair.follow() == Scope((2024,), "game_id", (42,))
    assert [row[0] for row in held(pair.spark, pair.things)] == [410, 411, 420, 421, 425, 510, 511]


def test_when_the_snapshot_that_was_read_last_has_expired_everything_is_made_again(pair: Pair) -> None:
    pair.follow()
    put(pair.spark, pair.things, _thing(42))
    options = "older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1"
    pair.spark.sql(f"CALL lake.system.expire_snapshots(table => '{pair.things.full_name}', {options})")
    assert pair.follow() == Scope()
    assert pair.rows() == [(41, 2024, 2), (42, 2024, 3), (51, 2025, 2)]


@pytest.mark.parametrize("pair", [{"layer": Layer.SILVER}, {"takes_all": True, "unit": ()}], indirect=True)
def test_what_is_made_of_all_seasons_is_up_to_date_after_a_run_for_one(pair: Pair) -> None:
    assert pair.follow((2025,)) == Scope()
    assert pair.rows() == [(41, 2024, 2), (42, 2024, 2), (51, 2025, 2)]
    pair.follow((2025,))
    assert pair.seen == []
    put(pair.spark, pair.things, _thing(42))
    pair.follow((2025,))
    assert (42, 2024, 3) in pair.rows()


def test_games_that_the_run_itself_has_written_are_not_looked_for(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.follow()
    pair.told = put(pair.spark, pair.things, _thing(42), {"thing_id": 410, "game_id": 43, "season": 2024})
    assert pair.told.games == {41, 42, 43}
    looked: list[str] = []
    monkeypatch.setattr(moved_module, "units_that_differ", lambda *of: looked.append(of[1]) or units_that_differ(*of))
    assert pair.follow() == Scope((2024,), "game_id", (41, 42, 43))
    assert pair.rows() == [(41, 2024, 1), (42, 2024, 3), (43, 2024, 1), (51, 2025, 2)]
    assert not looked


def test_of_more_than_what_the_run_has_written_all_is_looked_for(pair: Pair) -> None:
    pair.follow()
    put(pair.spark, pair.things, _thing(51))
    pair.told = put(pair.spark, pair.things, _thing(42))
    assert pair.follow() == Scope((2024, 2025), "game_id", (42, 51))

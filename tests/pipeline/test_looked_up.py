"""A table that goes game by game, and looks names up in a table without games: games of another name are made again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.pipeline import moved as moved_module
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.pipeline.table_step import bring_up_to_date
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.spec.table import Column, Layer, LookUp, Table
from tests.lakehouse.things import made, put

pytestmark = pytest.mark.spark

# A person may be told twice, as a player of two teams is.
_PERSON = (
    Column("thing_id", "BIGINT", "Key."),
    Column("season", "INT", "Season."),
    Column("game_date", "DATE", "Day."),
    Column("a", "STRING", "Who it is."),
    Column("called", "STRING", "His name."),
    Column("n", "INT", "What nobody looks up."),
)


class Named:
    """Things of games, what they are called, and a table of both that follows them."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self._spark, self._folder = spark, folder
        self.things = made(spark)
        self.names = made(spark, name=f"{self.things.name}_names", columns=_PERSON, checks=())
        self._memory: dict[str, Remembered] = {}
        self.table = Table(
            layer=Layer.GOLD,
            name=f"named_{self.things.name}",
            grain="One row is one thing.",
            key=("thing_id",),
            partition=("season",),
            columns=(
                Column("thing_id", "BIGINT", "Key."),
                Column("season", "INT", "Season."),
                Column("game_id", "BIGINT", "Game."),
                Column("called", "STRING", "Name."),
            ),
            inputs=(self.things, self.names),
            unit=("game_id",),
            looked_up=(LookUp(self.names, by="a", via=self.things, columns=("season", "a", "called")),),
        )

    def build(self, things: DataFrame, names: DataFrame) -> DataFrame:
        one_each = names.groupBy("season", "a").agg(F.min("called").alias("called"))
        return things.join(one_each, ["season", "a"], "left").select("thing_id", "season", "game_id", "called")

    def follow(self) -> Scope:
        context = Context(self._spark, FolderStore(self._folder), "run", None, self._memory, "code")
        done = bring_up_to_date(context, self.table)
        self._memory[self.table.step] = Remembered(done.inputs, done.snapshot_id, None, "code")
        return done.scope

    def found(self) -> dict[int, str | None]:
        rows = self._spark.table(self.table.full_name).select("thing_id", "called").collect()
        return {row[0]: row[1] for row in rows}

    def thing(self, number: int, game: int, who: str, season: int = 2025) -> None:
        put(self._spark, self.things, {"thing_id": number, "game_id": game, "a": who, "season": season})

    def name(self, number: int, who: str | None, called: str, n: int = 0) -> None:
        put(self._spark, self.names, {"thing_id": number, "a": who, "called": called, "n": n})


@pytest.fixture
def named(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Named]:
    named = Named(spark, tmp_path)
    monkeypatch.setattr("cbbd_spark.pipeline.table_step.builder", lambda _: named.build)
    for number, game, who in ((1, 41, "x"), (2, 41, "y"), (3, 42, "y"), (4, 43, "z")):
        named.thing(number, game, who)
    named.name(1, "x", "Xaver")
    named.name(2, "y", "Yann")
    named.follow()
    yield named
    for table in (named.table, named.things, named.names):
        spark.sql(f"DROP TABLE {table.full_name} PURGE")


def test_another_name_makes_the_games_again_in_which_it_is_looked_up(named: Named) -> None:
    named.name(2, "y", "Yannick")
    assert named.follow() == Scope((2025,), "game_id", (41, 42))
    assert named.found() == {1: "Xaver", 2: "Yannick", 3: "Yannick", 4: None}


def test_a_name_that_is_new_is_found_in_games_from_before(named: Named) -> None:
    named.name(3, "z", "Zoe")
    assert named.follow() == Scope((2025,), "game_id", (43,))
    assert named.found()[4] == "Zoe"


def test_what_nobody_looks_up_moves_nothing(named: Named) -> None:
    named.name(2, "y", "Yann", n=7)
    named.name(3, "nobody", "Nora")
    named.name(4, None, "Nobody")
    assert named.follow().is_nothing


def test_who_was_told_twice_alike_and_is_now_told_otherwise_has_another_name(named: Named) -> None:
    named.name(3, "y", "Yann")
    assert named.follow() == Scope((2025,), "game_id", (41, 42))
    named.name(2, "y", "Yannick")
    named.name(3, "y", "Yannick")
    assert named.follow() == Scope((2025,), "game_id", (41, 42))
    assert named.found()[3] == "Yannick"


def test_a_game_that_comes_with_another_name_is_made_with_both(named: Named) -> None:
    named.thing(5, 44, "x")
    named.name(2, "y", "Yannick")
    assert named.follow() == Scope((2025,), "game_id", (41, 42, 44))
    assert named.found() == {1: "Xaver", 2: "Yannick", 3: "Yannick", 4: None, 5: "Xaver"}


def test_too_many_names_or_games_make_the_season_again(named: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moved_module, "MOST_UNITS", 1)
    named.name(2, "y", "Yannick")
    assert named.follow() == Scope((2025,))
    named.name(1, "x", "Xenia")
    named.name(2, "y", "Yasmin")
    assert named.follow() == Scope((2025,))
    assert named.found() == {1: "Xenia", 2: "Yasmin", 3: "Yasmin", 4: None}

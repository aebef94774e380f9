"""What a write tells of the games whose rows it changed: by this they are judged, and what follows them is made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.spec.table import Table
from tests.lakehouse.things import batch, made, put

pytestmark = pytest.mark.spark


@pytest.fixture
def things(spark: SparkSession) -> Iterator[Table]:
    table = made(spark)
    first = put(spark, table, *({"thing_id": game * 10, "game_id": game, "season": 2024} for game in (1, 2, 3)))
    assert first.games is None
    yield table
    spark.sql(f"DROP TABLE {table.full_name} PURGE")


def test_games_of_new_and_of_other_rows_are_told_and_no_others(spark: SparkSession, things: Table) -> None:
    same = {"thing_id": 10, "game_id": 1, "season": 2024}
    new = {"thing_id": 41, "game_id": 4, "season": 2024}
    assert put(spark, things, same, new).games == {4}
    assert put(spark, things, same).games == frozenset()


def test_a_row_that_is_of_another_game_now_tells_both(spark: SparkSession, things: Table) -> None:
    assert put(spark, things, {"thing_id": 20, "game_id": 7, "season": 2024}).games == {2, 7}


def test_a_row_that_is_of_no_game_now_tells_the_one_that_it_was_of(spark: SparkSession, things: Table) -> None:
    assert put(spark, things, {"thing_id": 20, "game_id": None, "season": 2024}).games == {2}


def test_a_row_that_stood_in_another_season_tells_its_game(spark: SparkSession, things: Table) -> None:
    outcome = put(spark, things, {"thing_id": 30, "game_id": 8, "season": 2025})
    assert (outcome.inserted, outcome.updated) == (0, 1)
    assert outcome.games == {3, 8}


def test_rows_that_are_gone_tell_their_games(spark: SparkSession, things: Table) -> None:
    rows = batch(spark, things, {"thing_id": 10, "game_id": 1, "season": 2024})
    outcome = upsert(spark, things, Batch(rows, "test", replaces=Scope((2024,))))
    assert outcome.deleted == 2
    assert outcome.games == {2, 3}

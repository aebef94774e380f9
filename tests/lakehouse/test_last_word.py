"""What a newer whole answer no longer holds is taken back, and a table that grew is one that was built anew."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.scope import EVERYTHING
from cbbd_spark.spec.table import IS_PART, Table
from tests.lakehouse.things import batch, made

pytestmark = pytest.mark.spark

Value = dict[str, Any]
SCOPE = {"replace_scope": ("game_id",)}


def answer(day: int, *things: int, game: int | None = 1, a: str = "same", part: bool = False) -> list[Value]:
    """What an answer of a day says of the things of a game."""
    at = f"2025-01-{day:02}T00:00:00Z"
    return [{"thing_id": thing, "game_id": game, "a": a, "_observed_at": at, IS_PART: part} for thing in things]


def put(spark: SparkSession, table: Table, *answers: list[Value], is_all: bool = False) -> Outcome:
    """Upserts all that was said so far, as a run does of what it has news of, or as one that builds anew."""
    values = [value for one in answers for value in one]
    parts = {(value["thing_id"], value["_observed_at"]): value[IS_PART] for value in values}
    rows = batch(spark, table, *({k: v for k, v in value.items() if k != IS_PART} for value in values))
    told = [
        F.struct(F.lit(thing).cast("bigint"), F.lit(at).cast("timestamp"))
        for (thing, at), part in parts.items()
        if part
    ]
    is_part = F.struct("thing_id", "_observed_at").isin(*told) if told else F.lit(False)
    return upsert(spark, table, Batch(rows.withColumn(IS_PART, is_part), "test", EVERYTHING if is_all else None))


def held(spark: SparkSession, table: Table) -> dict[int, tuple[str, int]]:
    rows = spark.table(table.full_name).selectExpr("thing_id", "a", "day(_observed_at) AS day").collect()
    assert len({row.thing_id for row in rows}) == len(rows)
    return {row.thing_id: (row.a, row.day) for row in rows}


def test_what_a_newer_answer_does_not_hold_is_taken_back(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    first, second = answer(1, 1, 2, 3) + answer(1, 9, game=2), answer(2, 1, 3, a="other")
    put(spark, table, first)
    outcome = put(spark, table, first, second)
    assert (outcome.updated, outcome.deleted, outcome.inserted) == (2, 1, 0)
    assert held(spark, table) == {1: ("other", 2), 3: ("other", 2), 9: ("same", 1)}
    again = put(spark, table, first, second)
    assert (again.wrote, again.unchanged) == (False, 3)


def test_without_a_scope_it_stays_for_ever(spark: SparkSession) -> None:
    table = made(spark)
    first, second = answer(1, 1, 2), answer(2, 1)
    for answers in ([first], [first, second]):
        upsert(spark, table, Batch(_plain(spark, table, answers), "test"))
    assert set(held(spark, table)) == {1, 2}


def test_a_first_build_holds_nothing_that_was_taken_back(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    outcome = put(spark, table, answer(1, 1, 2), answer(2, 1))
    assert (outcome.read, outcome.inserted, outcome.duplicates) == (3, 1, 1)
    assert held(spark, table) == {1: ("same", 1)}


def test_an_answer_about_a_part_adds_and_corrects_and_takes_nothing_back(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    put(spark, table, answer(1, 1, 2), answer(2, 2, 3, a="part", part=True))
    assert held(spark, table) == {1: ("same", 1), 2: ("part", 2), 3: ("part", 2)}


def test_an_answer_that_shrank_takes_nothing_back_until_the_next_one_agrees(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    whole, shrunk = answer(1, *range(1, 41)), answer(2, *range(1, 11), a="new")
    put(spark, table, whole)
    put(spark, table, whole, shrunk)
    assert len(held(spark, table)) == 40
    put(spark, table, whole, shrunk, answer(3, *range(1, 10), a="new"))
    assert set(held(spark, table)) == set(range(1, 10))


def test_what_belongs_to_nothing_known_is_kept(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    put(spark, table, answer(1, 1, game=None), answer(2, 2, game=None))
    assert set(held(spark, table)) == {1, 2}


def test_a_thing_that_moved_to_another_game_is_there_once(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    first = answer(1, 1, 2)
    put(spark, table, first)
    put(spark, table, first, answer(2, 2), answer(2, 1, game=2))
    rows = spark.table(table.full_name).select("thing_id", "game_id").collect()
    assert sorted(map(tuple, rows)) == [(1, 2), (2, 1)]


def test_what_was_taken_back_where_it_no_longer_is_counts_once(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    first = answer(1, 1, 2)
    put(spark, table, first)
    put(spark, table, answer(2, 1, game=2))
    # Game 1 is told again, and all that bronze has about it still has the thing that went to game 2.
    outcome = put(spark, table, first, answer(3, 2))
    assert (outcome.read, outcome.unchanged, outcome.stale, outcome.duplicates) == (3, 1, 1, 1)
    assert set(held(spark, table)) == {1, 2}


def test_an_answer_with_a_row_that_has_no_key_takes_nothing_back(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    first, second = answer(1, 1, 2), [*answer(2, 1), {**answer(2, 3)[0], "thing_id": None}]
    put(spark, table, first)
    outcome = put(spark, table, first, second)
    assert (outcome.set_aside, outcome.deleted) == (1, 0)
    nameless = [{**value, "thing_id": 9, "game_id": None} for value in answer(3, 9)]
    put(spark, table, first, second, answer(3, 1) + nameless)
    assert set(held(spark, table)) == {1, 2, 9}


def test_what_moved_to_another_game_is_not_taken_back_by_the_one_it_left(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    left, joined = answer(1, 1, game=2), answer(2, 1, game=1)
    put(spark, table, left)
    put(spark, table, left, joined)
    outcome = put(spark, table, left, answer(3, 5, game=2))
    assert (outcome.deleted, outcome.stale) == (0, 1)
    assert held(spark, table) == {1: ("same", 2), 5: ("same", 3)}


def test_what_is_taken_back_is_found_in_the_season_that_was_wrong(spark: SparkSession) -> None:
    table = made(spark, **SCOPE)
    wrong = [{**value, "season": 2024, "game_date": "2024-01-01"} for value in answer(1, 1, 2)]
    put(spark, table, wrong)
    outcome = put(spark, table, wrong, answer(2, 1, 2), answer(3, 2))
    assert (outcome.deleted, outcome.updated, outcome.inserted) == (1, 1, 0)
    assert set(held(spark, table)) == {2}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_however_answers_came_the_table_is_what_the_newest_ones_say(spark: SparkSession, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    answers, stands = [], {1: {}, 2: {}}
    for day, game in itertools.product(range(1, 6), (1, 2)):
        things = {100 * game + thing: rng.choice("pq") for thing in rng.sample(range(8), rng.randint(1, 8))}
        answers.append([value for thing, a in things.items() for value in answer(day, thing, game=game, a=a)])
        before = len(answers[-3]) if day > 1 else 0
        stands[game] = (stands[game] if len(things) < before / 2 else {}) | things
    grown, anew = made(spark, **SCOPE), made(spark, **SCOPE)
    for end in (4, 7, 10):
        put(spark, grown, *answers[:end])
    put(spark, anew, *rng.sample(answers, len(answers)), is_all=True)
    assert {key: a for key, (a, _) in held(spark, grown).items()} == stands[1] | stands[2]
    assert held(spark, grown) == held(spark, anew)


def _plain(spark: SparkSession, table: Table, answers: list[list[Value]]) -> Any:
    return batch(spark, table, *({k: v for k, v in value.items() if k != IS_PART} for one in answers for value in one))

"""Whatever the order in which rows come, and how often, a table ends up with the same rows as a dictionary would."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.spec.table import Table
from tests.lakehouse.things import batch, made

pytestmark = pytest.mark.spark

Value = dict[str, Any]
KEYS, ROWS = 25, 120
DAYS = [f"2025-01-0{day}T00:00:00Z" for day in range(1, 6)]


def said(rng: random.Random) -> list[Value]:
    """Observations of some things, of which many contradict each other, some of them at one moment."""
    return [
        {"thing_id": rng.randrange(KEYS), "a": rng.choice("pqrs"), "_observed_at": rng.choice(DAYS)}
        for _ in range(ROWS)
    ]


def shuffled(rng: random.Random, values: list[Value]) -> list[Value]:
    """The same in another order, and some of them again."""
    again = values + rng.choices(values, k=ROWS)
    rng.shuffle(again)
    return again


def newest(values: list[Value]) -> dict[int, str]:
    """By key the last word; of two at one moment the greater one, as the table's tie break has it."""
    found: dict[int, tuple[str, str]] = {}
    for value in values:
        word = (value["_observed_at"], value["a"])
        found[value["thing_id"]] = max(found.get(value["thing_id"], word), word)
    return {key: word for key, (_, word) in found.items()}


def held(spark: SparkSession, table: Table) -> dict[int, tuple[str, str]]:
    rows = spark.table(table.full_name).selectExpr("thing_id", "a", "CAST(_observed_at AS STRING) AS at").collect()
    assert len({row.thing_id for row in rows}) == len(rows)
    return {row.thing_id: (row.a, row["at"]) for row in rows}


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_any_repetition_of_rows_give_the_same_table(spark: SparkSession, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    values = said(rng)
    first, other, bit_by_bit = (made(spark, tie_break=("a",)) for _ in range(3))
    outcome = upsert(spark, first, Batch(batch(spark, first, *values), "test"))
    assert outcome.duplicates == ROWS - len(newest(values))
    upsert(spark, other, Batch(batch(spark, other, *shuffled(rng, values)).repartition(5), "test"))
    for day in DAYS:
        some = [value for value in shuffled(rng, values) if value["_observed_at"] == day]
        upsert(spark, bit_by_bit, Batch(batch(spark, bit_by_bit, *some), "test"))
    assert {key: word for key, (word, _) in held(spark, first).items()} == newest(values)
    assert held(spark, first) == held(spark, other) == held(spark, bit_by_bit)


def test_without_a_tie_break_the_pick_between_two_of_one_moment_is_the_same_in_any_order(spark: SparkSession) -> None:
    rng = random.Random(3)  # noqa: S311
    values = said(rng)
    first, other = made(spark), made(spark)
    upsert(spark, first, Batch(batch(spark, first, *values), "test"))
    upsert(spark, other, Batch(batch(spark, other, *shuffled(rng, values)).repartition(5), "test"))
    assert held(spark, first) == held(spark, other)


def test_the_first_row_that_comes_would_be_another_in_another_order(spark: SparkSession) -> None:
    """What a plain dropDuplicates leaves depends on how rows lie."""
    rng = random.Random(4)  # noqa: S311
    values = said(rng)
    table = made(spark)
    picks = set()
    for order in (values, values[::-1]):
        kept = batch(spark, table, *order).coalesce(1).dropDuplicates(["thing_id"])
        picks.add(frozenset((row.thing_id, row.a) for row in kept.collect()))
    assert len(picks) == 2

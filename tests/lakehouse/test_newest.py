"""However observations are cut into batches, a table ends up the same, `_observed_at` included."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.spec.table import Column, Layer, Table
from tests.frames import rows

pytestmark = pytest.mark.spark

DAYS = 4
# Each key is one history: what was said of it on each of the days, "-" for a day without an answer.
HISTORIES = ["".join(days) for days in itertools.product("ab-", repeat=DAYS) if set(days) != {"-"}]
# The last day of each batch.
CUTS = [(4,), (1, 3, 4)]
_numbers = itertools.count()


def _table() -> Table:
    return Table(
        layer=Layer.SILVER,
        name=f"fct_newest_{next(_numbers)}",
        grain="One row is one thing.",
        key=("id",),
        columns=(Column("id", "STRING", "Key."), Column("a", "STRING", "A value.")),
        inputs=(),
        tie_break=("a",),
    )


def _said(history: str, day: int) -> list[dict[str, Any]]:
    """An answer may name a key twice: then a greater value wins."""
    value = history[day - 1]
    at = f"2025-01-0{day}T00:00:00Z"
    doubled = ["A", value] if history.startswith("a") else [value]
    return [] if value == "-" else [{"id": history, "a": each, "_observed_at": at} for each in doubled]


def _expected() -> dict[str, tuple[str, int]]:
    """The last value, and the first day since which nothing else was said."""
    found = {}
    for history in HISTORIES:
        said = [(value, day) for day, value in enumerate(history, start=1) if value != "-"]
        last = said[-1][0]
        run = itertools.takewhile(lambda each: each[0] == last, reversed(said))  # noqa: B023
        found[history] = (last, min(day for _, day in run))
    return found


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: "-".join(map(str, cut)))
def test_a_table_does_not_depend_on_how_its_observations_came(spark: SparkSession, cut: tuple[int, ...]) -> None:
    create_databases(spark)
    table = _table()
    ensure(spark, table)
    for first, last in itertools.pairwise((0, *cut)):
        values = [row for history in HISTORIES for day in range(first + 1, last + 1) for row in _said(history, day)]
        batch = rows(spark, table, values).select("id", "a", "_observed_at")
        upsert(spark, table, Batch(batch, "test"))
    held = spark.table(table.full_name).selectExpr("id", "a", "day(_observed_at) day").collect()
    assert {row.id: (row.a, row.day) for row in held} == _expected()


def test_a_repeated_observation_writes_nothing(spark: SparkSession) -> None:
    create_databases(spark)
    table = _table()
    ensure(spark, table)
    for day in (1, 2):
        values = [{"id": "x", "a": "a", "_observed_at": f"2025-01-0{day}T00:00:00Z"}]
        done = upsert(spark, table, Batch(rows(spark, table, values).select("id", "a", "_observed_at"), "test"))
    assert (done.unchanged, done.wrote) == (1, False)

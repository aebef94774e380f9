"""What holds of every silver table, whatever it is about."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.ddl import declared_schema
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.registry import modules
from cbbd_spark.spec.table import IS_PART, Layer, Table
from tests.silver.typical import frame

SILVER = [importlib.import_module(name) for name in modules("cbbd_spark.silver", "TABLE")]


@pytest.fixture(params=SILVER, ids=lambda module: module.TABLE.name)
def module(request: pytest.FixtureRequest) -> ModuleType:
    found: ModuleType = request.param
    return found


def test_build_returns_the_declared_columns_and_when_they_were_observed(
    spark: SparkSession, module: ModuleType
) -> None:
    table: Table = module.TABLE
    built = module.build(*(frame(spark, thing) for thing in table.all_inputs))
    from_bronze = any(isinstance(thing, Endpoint) for thing in table.all_inputs)
    given = [name for name in built.columns if name != IS_PART]
    assert given == [*table.column_names, *(["_observed_at"] if from_bronze else [])]
    declared = [(field.name, field.dataType.simpleString()) for field in declared_schema(table).fields]
    assert built.dtypes[: len(declared)] == declared
    checks = [F.expr(check.holds).alias(check.name) for check in table.checks]
    first = built.select("*", *checks).first()
    assert first is not None
    assert all(first[name] is not None for name in table.key)
    if from_bronze:
        assert first["_observed_at"] is not None


def test_a_table_is_named_and_sorted_by_what_it_has(module: ModuleType) -> None:
    table: Table = module.TABLE
    assert table.layer is Layer.SILVER
    assert module.__name__.endswith(f".{table.name}")
    names = table.column_names
    assert {*table.key, *table.sort, *table.tie_break} <= set(names)
    assert len(set(names)) == len(names)
    # Only what has many rows a day lies by day, too.
    by_day = ("days(game_date)",) if "play_id" in table.key else ()
    assert table.partition == (("season", *by_day) if "season" in names else ())


def test_every_column_is_explained_by_more_than_its_name(module: ModuleType) -> None:
    table: Table = module.TABLE
    for column in table.columns:
        assert column.doc.endswith((".", ".`")), column.name
        assert column.doc.rstrip(".").lower() != column.name.replace("_", " "), column.name


def test_a_table_of_games_carries_their_season_and_day(module: ModuleType) -> None:
    table: Table = module.TABLE
    if "game_id" in table.column_names:
        assert {"season", "game_date", "start_at"} <= set(table.column_names)

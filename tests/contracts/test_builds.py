"""Every `build()` gives what its table declares, whatever it is given; every table can be made and holds its types."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.lakehouse.ddl import create_databases, create_statement, declared_schema
from cbbd_spark.lakehouse.read import no_rows
from cbbd_spark.pipeline.steps import all_steps, builder
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.registry import modules
from cbbd_spark.spec.table import IS_PART, Table

pytestmark = pytest.mark.spark

TABLES = [step.thing for step in all_steps().values() if isinstance(step.thing, Table)]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.step)


@every_table
def test_build_returns_exactly_the_declared_columns(spark: SparkSession, table: Table) -> None:
    inputs = (bronze_table(thing) if isinstance(thing, Endpoint) else thing for thing in table.all_inputs)
    made = builder(table)(*(no_rows(spark, thing) for thing in inputs))
    beside = ("_observed_at", IS_PART) if table.replace_scope else ("_observed_at",)
    given = [(field.name, field.dataType.simpleString()) for field in made.schema if field.name not in beside]
    assert given == [(field.name, field.dataType.simpleString()) for field in declared_schema(table)]


@every_table
def test_a_table_that_is_made_holds_its_key_and_types(spark: SparkSession, table: Table) -> None:
    create_databases(spark)
    elsewhere = f"cbbd_meta.round_trip_{table.name}"
    spark.sql(create_statement(table).replace(table.full_name, elsewhere))
    held: dict[str, Any] = {field.name: field.dataType for field in spark.table(elsewhere).schema}
    assert set(table.key) <= set(held)
    for field in declared_schema(table):
        assert held[field.name].simpleString() == field.dataType.simpleString()
    spark.sql(f"DROP TABLE {elsewhere}")


def test_every_transform_has_a_specification() -> None:
    for package in ("cbbd_spark.silver", "cbbd_spark.gold"):
        without = set(modules(package, "build")) - set(modules(package, "TABLE"))
        assert not without
        for name in modules(package, "TABLE"):
            module = importlib.import_module(name)
            assert name.rpartition(".")[2] == module.TABLE.name, "a table's file bears its name"


@every_table
def test_a_unit_is_of_one_column_beside_the_season_and_every_input_has_it_or_is_looked_up(table: Table) -> None:
    # Tables of tables are made by season anyway; answers have to be told.
    beside_season = set(table.unit) - ({"season"} if table.is_incremental else set())
    assert len(beside_season) <= 1
    for thing in table.all_inputs if table.unit else ():
        held = thing if isinstance(thing, Table) else bronze_table(thing)
        has_unit = set(table.unit) <= set(held.column_names)
        assert has_unit or held.full_name in {each.table.full_name for each in table.looked_up}


@every_table
def test_what_is_looked_up_is_an_input_and_so_is_what_names_it(table: Table) -> None:
    inputs = {thing.full_name for thing in table.all_inputs if isinstance(thing, Table)}
    for each in table.looked_up:
        assert {each.table.full_name, each.via.full_name} <= inputs
        assert {each.by, *each.columns} <= set(each.table.column_names)
        assert {each.by, *table.unit} <= set(each.via.column_names)
        assert each.by in each.columns


@every_table
def test_a_scope_to_replace_is_of_columns_and_its_first_is_one_of_every_input(table: Table) -> None:
    assert set(table.replace_scope) <= set(table.column_names)
    for thing in table.all_inputs if table.replace_scope else ():
        assert isinstance(thing, Endpoint)
        assert table.replace_scope[0] in bronze_table(thing).column_names

"""What must hold of every table that is declared; a new one is tested before its author writes a line."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from cbbd_spark.pipeline import dictionary
from cbbd_spark.pipeline.steps import all_steps, builder
from cbbd_spark.spec import naming
from cbbd_spark.spec.table import Role, Table, input_name

TABLES = [step.thing for step in all_steps().values() if isinstance(step.thing, Table)]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.step)


@every_table
def test_the_key_is_declared_and_made_of_columns(table: Table) -> None:
    assert table.key
    assert set(table.key) <= set(table.column_names)


@every_table
def test_no_column_stands_twice(table: Table) -> None:
    names = [column.name for column in table.all_columns]
    assert len(names) == len(set(names))


@every_table
def test_partition_sort_and_tie_break_name_columns(table: Table) -> None:
    # A partition may be of a transform, as in days(game_date).
    parts = {name.rpartition("(")[2].rstrip(")") for name in table.partition}
    assert {*parts, *table.sort, *table.tie_break} <= set(table.column_names)


@every_table
def test_names_follow_the_law(table: Table) -> None:
    assert naming.faults(table) == []


@every_table
def test_each_column_and_the_grain_are_explained(table: Table) -> None:
    assert table.grain.startswith("One row is ")
    assert table.grain.endswith(".")
    for column in table.columns:
        assert len(column.doc) > 4, column.name
        assert column.doc.endswith("."), column.name


@every_table
def test_build_takes_the_inputs_under_their_names(table: Table) -> None:
    assert list(inspect.signature(builder(table)).parameters) == [input_name(thing) for thing in table.all_inputs]


@every_table
def test_what_is_known_before_a_game_is_never_said_of_a_season_rating_of_the_api(table: Table) -> None:
    if any(column.role is Role.PREGAME for column in table.columns):
        inputs = {input_name(thing) for thing in table.all_inputs}
        assert not {name for name in inputs if name.startswith(("fct_ratings", "fct_team_season", "fct_player_season"))}


def test_the_dictionary_is_up_to_date() -> None:
    held = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")
    assert held == dictionary.render(), "run `make docs`"

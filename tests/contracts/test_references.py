"""What must hold of every reference that a table declares, and which columns must declare one."""

from __future__ import annotations

import pytest

from cbbd_spark.pipeline.steps import all_steps
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Reference, Table

TABLES = [step.thing for step in all_steps().values() if isinstance(step.thing, Table)]
REFERENCES = [(table, reference) for table in TABLES for reference in table.references]
every_reference = pytest.mark.parametrize(
    ("table", "reference"), REFERENCES, ids=[f"{table.name}.{'-'.join(one.columns)}" for table, one in REFERENCES]
)

# What records name instead of giving the id.
NAMES = {
    ("dim_lines_providers", "provider"),
    ("dim_play_types", "play_type"),
    ("dim_draft_positions", "position"),
    ("dim_conferences", "conference_name"),
    ("dim_players", "athlete_source_id"),
}
# Ids of a source's own, which no table explains.
FOREIGN = {"box_row_id", "school_id", "source_team_id"}
# One of two columns beside it that refer.
REPEATED = {("fct_games", "winner_team_id")}
# dim_players is made of the rosters.
MADE_OF_IT = {("fct_rosters", "athlete_id")}


def types(table: Table) -> dict[str, str]:
    return {column.name: column.type for column in table.columns}


@every_reference
def test_columns_are_there_on_both_sides_and_of_one_type(table: Table, reference: Reference) -> None:
    assert reference.columns
    here = [types(table)[name] for name in reference.columns]
    there = [types(reference.to)[name] for name in reference.target]
    assert here == there


@every_reference
def test_a_reference_leads_to_a_key_or_to_a_name(table: Table, reference: Reference) -> None:
    of_key = set(reference.target) <= set(reference.to.key)
    assert of_key or {(reference.to.name, name) for name in reference.target} <= NAMES


@every_reference
def test_a_reference_that_can_fail_leads_to_an_input(table: Table, reference: Reference) -> None:
    assert reference.severity is Severity.WARN or reference.to in table.all_inputs


@every_reference
def test_a_reference_leads_to_a_table_of_the_lake_and_not_to_its_own(table: Table, reference: Reference) -> None:
    assert reference.to in TABLES
    assert reference.to is not table


def test_no_reference_is_declared_twice() -> None:
    declared = [(table.name, reference.columns) for table, reference in REFERENCES]
    assert len(declared) == len(set(declared))


# What is made of tables carries ids that were judged there.
OF_ANSWERS = [one for one in TABLES if any(isinstance(thing, Endpoint) for thing in one.all_inputs)]


@pytest.mark.parametrize("table", OF_ANSWERS, ids=lambda table: table.name)
def test_every_id_that_leads_somewhere_refers(table: Table) -> None:
    refers = {name for reference in table.references for name in reference.columns}
    own = {table.key[0]} if len(table.key) == 1 else set()
    ids = {column.name for column in table.columns if column.name.endswith("_id")}
    elsewhere = {name for name in ids if name.endswith("_source_id")} | FOREIGN
    excused = {name for of, name in REPEATED | MADE_OF_IT if of == table.name}
    assert ids - refers - own - elsewhere - excused == set()

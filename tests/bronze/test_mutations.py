"""A field that was taken away, renamed, respelled or retyped costs its own cell in bronze, and says so there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cbbd_spark.bronze.parse import parse
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import Field, Object
from tests.mutations import Mutation, mutations, typical

# Flat with arrays, with objects in arrays, and with texts that look like numbers.
ENDPOINTS = ("games", "lines", "games_players", "plays_date")


def parsed(record: Object, records: list[Any], *, may_be_odd: bool = True) -> list[dict[str, Any]]:
    lines = [(one if isinstance(one, str) else json.dumps(one)).encode() for one in records]
    return parse(lines, record, may_be_odd=may_be_odd).to_pylist()


def at_the_top(endpoint: Endpoint) -> list[Mutation]:
    return [each for each in mutations(endpoint.record) if len(each.at) == 1]


def column(record: Object, mutation: Mutation) -> Field:
    return record.field(str(mutation.at[0]))


@pytest.mark.parametrize("name", ENDPOINTS)
def test_every_other_cell_is_as_it_was_and_what_was_sent_stands_in_rescued(name: str) -> None:
    endpoint = endpoints()[name]
    found = at_the_top(endpoint)
    whole, *rows = parsed(endpoint.record, [typical(endpoint.record), *(each.record for each in found)])
    for each, row in zip(found, rows, strict=True):
        lost = column(endpoint.record, each).column
        for field in endpoint.record.fields:
            assert row[field.column] == (None if field.column == lost else whole[field.column]), (each.kind, each.at)
        assert json.loads(row["_rescued"] or "{}") == each.aside


@pytest.mark.parametrize("name", ENDPOINTS)
def test_of_a_nested_field_its_own_place_alone_is_null(name: str) -> None:
    endpoint = endpoints()[name]
    found = [each for each in mutations(endpoint.record) if len(each.at) > 1]
    rows = parsed(endpoint.record, [one for each in found for one in (each.record, each.left)])
    names = [field.column for field in endpoint.record.fields]
    for each, row, left in zip(found, rows[::2], rows[1::2], strict=True):
        assert [row[one] for one in names] == [left[one] for one in names], (each.kind, each.at)
        assert json.loads(row["_rescued"] or "{}") == each.aside


# What a game's season became, and whether Arrow's reader notices.
SENT = {
    '{"id":1,"Season":2025}': False,
    '{"id":1,"seasonNew":2025}': False,
    '{"id":1,"season":"2025"}': True,
    '{"id":1,"season":2025.0}': True,
}


@pytest.mark.parametrize("record", SENT)
def test_without_the_judgement_of_landing_a_name_that_changed_is_null_in_silence(record: str) -> None:
    """Where a type did, the second guard is left: the record is rescued whole."""
    shape = endpoints()["games"].record
    (alone,) = parsed(shape, [record], may_be_odd=False)
    assert alone["season"] is None
    assert alone["_rescued"] == (json.dumps({"_record": record}, separators=(",", ":")) if SENT[record] else None)
    (judged,) = parsed(shape, [record])
    assert (judged["id"], judged["season"] == 2025) == (1, judged["_rescued"] is None)

"""Every field of every endpoint, removed, renamed, respelled and of another type: nothing is lost or made up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.drift import LEAST_ROWS, drift_of
from cbbd_spark.raw.manifest import Difference
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.record import Array, Field, Object, Scalar
from tests.mutations import Mutation, mutations, typical
from tests.raw.cleaned import cleaned

every_endpoint = pytest.mark.parametrize("endpoint", sorted(endpoints()))


def text(record: Any) -> str:
    return json.dumps(record, separators=(",", ":"))


@every_endpoint
def test_what_fits_is_left_and_what_does_not_is_set_aside_under_its_path(endpoint: str) -> None:
    judge = Conformity(endpoints()[endpoint].record)
    found = list(mutations(judge.record))
    assert {each.kind for each in found} == {"removed", "renamed", "respelled", "retyped"}
    for each in found:
        left, aside = cleaned(judge, text(each.record))
        assert (json.loads(left), json.loads(aside or "{}")) == (each.left, each.aside), (each.kind, each.at)
        assert judge.conforms(text(each.record).encode()) == (not each.aside), each.at


@every_endpoint
def test_what_was_done_to_all_records_of_an_answer_is_drift(endpoint: str) -> None:
    judge = Conformity(endpoints()[endpoint].record)
    unsent = {field.name for field in judge.record.fields if not field.is_sent}
    for each in mutations(judge.record):
        if len(each.at) > 1 or each.at[0] in unsent:
            continue
        gone = {(Difference.VANISHED_FIELD, str(each.at[0]))}
        new = {(Difference.NEW_FIELD, path) for path in each.aside}
        changed = {(Difference.CHANGED_TYPE, path) for path in each.aside}
        assert of_many(judge, each) == (changed if each.kind == "retyped" else gone | new), (each.kind, each.at)


def of_many(judge: Conformity, mutation: Mutation) -> set[tuple[Difference, str]]:
    return {(one.kind, one.path) for one in drift_of(judge, lines([mutation.record] * LEAST_ROWS))}


def lines(records: Iterable[Any]) -> Iterable[bytes]:
    return (text(record).encode() for record in records)


@every_endpoint
def test_a_record_as_the_contract_says_is_none_of_them(endpoint: str) -> None:
    judge = Conformity(endpoints()[endpoint].record)
    whole = text(typical(judge.record))
    assert cleaned(judge, whole) == (whole, None)
    assert drift_of(judge, lines([typical(judge.record)] * LEAST_ROWS)) == []


ALL_TYPES = Object(
    (
        Field("integer", Scalar.INTEGER),
        Field("integers", Array(Scalar.INTEGER)),
        Field("number", Scalar.NUMBER),
        Field("inner", Object((Field("integer", Scalar.INTEGER),))),
    )
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('{"integer":10.0}', '{"integer":10}'),
        ('{"integers":[1.0,2,-3.0e0]}', '{"integers":[1,2,-3]}'),
        ('{"inner":{"integer":1.2e1}}', '{"inner":{"integer":12}}'),
        ('{"number":10}', '{"number":10}'),
        ('{"number":1e2}', '{"number":1e2}'),
    ],
)
def test_what_loses_nothing_is_taken_in_the_letters_of_its_type(sent: str, kept: str) -> None:
    assert cleaned(Conformity(ALL_TYPES), sent) == (kept, None)

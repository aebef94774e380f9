"""Answers in which one field was taken away, renamed, respelled or retyped land whole, and their keys are counted."""

from __future__ import annotations

import json

import pytest

from cbbd_spark.ingest.judge import Judge, Verdict
from cbbd_spark.ingest.peek import Peek
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw import layout
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint
from tests.ingest.bodies import body_of, compact
from tests.mutations import mutations, typical

GAMES = endpoints()["games"]


def asked(endpoint: Endpoint) -> Request:
    """A request to which typical records are an answer: they repeat each of its parameters."""
    return Request(endpoint, tuple((one.name, 12) for one in endpoint.parameters if one.required))


@pytest.mark.parametrize("endpoint", sorted(endpoints()))
def test_a_record_lands_in_its_own_bytes_and_is_counted_as_odd_or_keyless(endpoint: str) -> None:
    spec = endpoints()[endpoint]
    judge, keys = Judge(spec), Peek(spec).key
    for each in mutations(spec.record):
        body = compact([each.record]) if spec.is_array else compact(each.record)
        verdict = judge.judge(asked(spec), body_of(body), None)
        assert [json.loads(line) for line in layout.unpacked(verdict.stored)] == [each.record]
        # A field within a key's object is none of the key's own, and a text takes the place of no object.
        lost = any(".".join(map(str, each.at)) in (key, key.rpartition(".")[0]) for key in keys)
        assert (verdict.rows, verdict.odd, verdict.keyless) == (1, bool(each.aside), lost), (each.kind, each.at)


def test_a_typical_record_is_neither() -> None:
    verdict = Judge(GAMES).judge(asked(GAMES), body_of(compact([typical(GAMES.record)])), None)
    assert (verdict.rows, verdict.odd, verdict.keyless) == (1, 0, 0)


def verdict_on(record: bytes) -> Verdict:
    return Judge(GAMES).judge(asked(GAMES), body_of(b"[%s]" % record), None)


def test_a_key_in_other_letters_is_no_key_and_a_key_in_the_letters_of_a_float_is_one() -> None:
    assert verdict_on(b'{"ID":12}').keyless == 1
    assert verdict_on(b'{"id":"12"}').keyless == 1
    assert verdict_on(b'{"id":12.0}').keyless == 0

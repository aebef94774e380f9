"""An array is cut into its records by a guess that decoding proves: what is stored never depends on the guess."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbbd_spark.ingest.cut import NotCut, cut
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.judge import Judge
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw import layout
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.record import Array, Field, Object, Scalar
from tests.ingest.bodies import body_of, compact

NOTE = Object((Field("id", Scalar.INTEGER), Field("text", Scalar.STRING)))
RECORD = Object((Field("id", Scalar.INTEGER), Field("text", Scalar.STRING), Field("notes", Array(NOTE))))
ENDPOINT = replace(endpoints()["venues"], record=RECORD)
JUDGE = Judge(ENDPOINT)

TRICKY = st.sampled_from(["", '},{"id":', '"},{"id":1', "}\n{", "\\", '\\"},{\\"id\\":', "[{", "}]", "é\u2028"])
RECORDS = st.recursive(
    st.fixed_dictionaries({"id": st.integers(0, 9)}, optional={"text": TRICKY, "new": TRICKY}),
    lambda inner: st.fixed_dictionaries(
        {"id": st.integers(0, 9)}, optional={"text": TRICKY, "notes": st.lists(inner, max_size=3)}
    ),
    max_leaves=5,
)


def stored(body: bytes) -> list[bytes]:
    return layout.unpacked(JUDGE.judge(Request(ENDPOINT), body_of(body), None).stored)


def in_pieces(body: bytes, *sizes: int) -> Iterator[bytes]:
    for size in sizes:
        yield body[:size]
        body = body[size:]
    yield body


def lines(body: bytes, *sizes: int) -> bytes:
    return b"".join(block.lines for block in cut(in_pieces(body, *sizes)))


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=6), st.sampled_from([(",", ":"), (", ", ": "), (" ,", ":")]))
def test_what_is_stored_are_the_records_that_a_parser_finds(records: list[Any], separators: tuple[str, str]) -> None:
    body = json.dumps(records, separators=separators, ensure_ascii=False).encode()
    assert stored(body) == [bytes(one) for one in msgspec.json.decode(body, type=list[msgspec.Raw])]


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=4), st.data())
def test_what_a_damaged_array_holds_is_never_stored(records: list[Any], data: st.DataObject) -> None:
    """A byte is taken away or put in: what is then no JSON is refused, wherever the guess would have cut it."""
    body = compact(records)
    place = data.draw(st.integers(0, len(body) - 1))
    put = data.draw(st.sampled_from([b"", b"}", b"{", b",", b'"', b"]", b"\n", b"{}"]))
    damaged = body[:place] + put + body[place + (not put) :]
    try:
        damaged.decode()
        expected = [bytes(one) for one in msgspec.json.decode(damaged, type=list[msgspec.Raw])]
    except (msgspec.DecodeError, UnicodeDecodeError):
        with pytest.raises(Unusable, match="not JSON"):
            stored(damaged)
    else:
        assert stored(damaged) == [one.replace(b"\n", b" ") for one in expected]


@given(st.lists(st.integers(1, 12), max_size=12))
def test_where_one_piece_ends_and_the_next_begins_does_not_show(sizes: list[int]) -> None:
    records = [{"id": n, "text": "x" * n} for n in range(8)]
    assert lines(compact(records), 9, *sizes) == b"".join(compact(record) + b"\n" for record in records)


def test_a_guess_alone_would_cut_a_record_in_two() -> None:
    """Which is why every line is decoded before anything is stored."""
    body = compact([{"id": 1, "notes": [{"id": 2}, {"id": 3}]}])
    assert lines(body) == b'{"id":1,"notes":[{"id":2}\n{"id":3}]}\n'
    assert stored(body) == [body[1:-1]]


def test_two_objects_without_a_comma_between_them_are_no_json() -> None:
    """A decoder of lines takes two values from one line, so that the number of lines must be right too."""
    body = b'[{"id":1}{"id":2},{"id":3}]'
    assert msgspec.json.Decoder().decode_lines(lines(body)) == [{"id": 1}, {"id": 2}, {"id": 3}]
    with pytest.raises(Unusable, match="not JSON"):
        stored(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b"[]", b"null", b'{"id":1}', b'[\n{"id":1}]', b'[{"id":1}', b'[{"id":1}]x', b'[{"a b":1}]', b"[1]"],
)
def test_what_is_no_compact_array_of_objects_is_not_cut(body: bytes) -> None:
    with pytest.raises(NotCut):
        lines(body)


def test_blanks_behind_the_array_are_allowed() -> None:
    assert lines(b'[{"id":1},{"id":2}]\r\n ') == b'{"id":1}\n{"id":2}\n'


def test_a_record_of_many_megabytes_is_not_put_together_from_pieces() -> None:
    body = compact([{"id": 1, "text": "x" * 6_000_000}])
    with pytest.raises(NotCut):
        lines(body, *[1 << 18] * 23)
    assert stored(body) == [body[1:-1]]

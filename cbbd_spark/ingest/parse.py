"""Parses a body from end to end: what its records are, or why it is no answer."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.cut import Block
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.raw import layout

# A maintenance page passes; one that is still there at the third try is what the source has to say.
_TRIES_OF_NO_JSON = 3
_BLANKS = 1024
_AT_ONCE = 100

_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(msgspec.Raw)


def parsed(body: bytes, *, is_array: bool) -> Iterator[Block]:
    """The records of an array, or the one object that is due.

    Raises Unusable for what is not JSON, SetAside for JSON of another kind.
    """
    records = _records(body, is_array)
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        yield Block(layout.lines(some), len(some))


def is_json(line: bytes) -> bool:
    """Whether the line is one JSON value."""
    try:
        _ANY.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def no_json(why: str, body: bytes) -> Unusable:
    return Unusable(f"the answer is not JSON: {why}", body, tries=_TRIES_OF_NO_JSON, is_final=True)


def _records(body: bytes, is_array: bool) -> list[msgspec.Raw]:
    """The answer's records, each as its own bytes."""
    is_list = body[:_BLANKS].lstrip(b" \t\r\n").startswith(b"[")
    try:
        if is_list and is_array:
            return _ARRAY.decode(body)
        whole = _ANY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise no_json(f"{error}{_looks_like(body)}", body) from None
    kind = bytes(memoryview(whole)[:1])
    if kind == b"{" and not is_array:
        return [whole]
    due = "a list" if is_array else "an object"
    raise SetAside(f"{_WORDS.get(kind, 'a bare value')} came where {due} is due", body)


_WORDS = {b"[": "a list", b"{": "an object", b"n": "null", b'"': "a text"}


def _looks_like(body: bytes) -> str:
    start = body[:256].lstrip().lower()
    if not start:
        return "; it is empty"
    if start.startswith(b"<"):
        return "; it is a page of HTML or XML"
    return "; it begins with a byte order mark" if start.startswith(b"\xef\xbb\xbf") else ""

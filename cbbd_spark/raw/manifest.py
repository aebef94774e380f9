"""What is said of each answer that landed.

The manifest of an endpoint is a sequence of numbered segments, `<source>/<endpoint>/_manifest/00000001.jsonl`, each
written once and never changed (an object store has no append). A reader remembers the last number that it has
seen and asks for what came after it; it never lists the answers themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from cbbd_spark.errors import Busy, CheckFailed
from cbbd_spark.raw.store import RawStore

_SEGMENT = re.compile(r"[0-9]{8}\.jsonl")
_REMEDY = "restore it from a copy of raw; `cbbd-spark raw verify` shows what else is damaged"


class Difference(StrEnum):
    """In what an answer differs from what was to be expected; `SHRUNK`: from the last answer to the same request."""

    NEW_FIELD = "new field"
    VANISHED_FIELD = "vanished field"
    CHANGED_TYPE = "changed type"
    NEW_VALUE = "new value"
    SHRUNK = "shrunk"


class Drift(msgspec.Struct, frozen=True):
    """One difference of an answer.

    path: of the field in a record, as `players[].minutes`; empty for the answer as a whole
    seen: type or value as sent, with an example, at most 80 characters
    rows: records that have it
    """

    kind: Difference
    path: str
    seen: str
    rows: int


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that landed.

    object: key of the stored answer in the raw store, `<source>/<endpoint>/<request hash>/<fetched at>-<sha8>.jsonl.gz`
    body_sha256, body_bytes: of the inflated body as it came
    object_sha256, object_bytes: of what was stored
    rows: records in the answer, each a line of the object
    odd_rows: records that do not conform to the contract as `fingerprint` (of the endpoint's record) knows it
    fetched_at: UTC, RFC 3339 with milliseconds
    drift: in what it differs from the contract, and from the answer before it
    """

    endpoint: str
    object: str
    request_hash: str
    params: dict[str, str | int | bool]
    url: str
    status: int
    fetched_at: str
    rows: int
    odd_rows: int
    fingerprint: str
    body_sha256: str
    body_bytes: int
    object_sha256: str
    object_bytes: int
    etag: str | None = None
    last_modified: str | None = None
    calls_remaining: int | None = None
    run_id: str
    code_version: str
    drift: list[Drift] = []


_decoder = msgspec.json.Decoder(Entry)


def prefix(source: str, endpoint: str) -> str:
    """Folder of an endpoint's manifest in the raw store."""
    return f"{source}/{endpoint}/_manifest/"


def segment_key(source: str, endpoint: str, number: int) -> str:
    """Key of one segment; numbers start at 1 and leave no gap."""
    return f"{prefix(source, endpoint)}{number:08d}.jsonl"


def last_segment(store: RawStore, source: str, endpoint: str) -> int:
    """Number of the newest segment; 0 when there is none. What else may lie in the folder is not looked at."""
    folder = prefix(source, endpoint)
    names = (key.removeprefix(folder) for key in store.list(folder))
    return max((int(name.split(".")[0]) for name in names if _SEGMENT.fullmatch(name)), default=0)


def append(store: RawStore, source: str, endpoint: str, entries: Iterable[Entry], after: int) -> int:
    """Writes the segment that follows `after`, the newest one that the writer knows, and returns its number.

    Busy when that number is taken: then another run is at work, and has written these very entries perhaps.
    """
    key = segment_key(source, endpoint, after + 1)
    body = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
    if not store.create(key, body):
        raise Busy(
            f"another run has written {key} in the meantime, so this one stops; what landed is kept. Run again when "
            "the other has ended"
        )
    return after + 1


def entries(store: RawStore, source: str, endpoint: str, after: int = 0) -> Iterator[tuple[int, Entry]]:
    """Segment number and entry, oldest first, of the segments with a number above `after`.

    CheckFailed for a segment that is missing or damaged: what it named would be lost without a word.
    """
    for number in range(after + 1, last_segment(store, source, endpoint) + 1):
        key = segment_key(source, endpoint, number)
        for place, line in enumerate(segment_lines(store, key), start=1):
            yield number, entry_of(line, key, place)


def segment_lines(store: RawStore, key: str) -> list[bytes]:
    """The lines of a segment, each of which is an entry. CheckFailed when it is not there."""
    try:
        return store.read(key).splitlines()
    except FileNotFoundError as error:
        raise CheckFailed(f"{key} is missing, and a later segment is there: {_REMEDY}") from error


def entry_of(line: bytes, key: str, place: int) -> Entry:
    """The entry that a line is. CheckFailed, which names segment and line (from 1), for one that is none."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CheckFailed(f"line {place} of {key} is no entry of a manifest ({error}): {_REMEDY}") from error

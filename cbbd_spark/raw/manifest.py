"""What is said of each answer that landed.

The manifest of an endpoint is a sequence of numbered segments, `<source>/<endpoint>/_manifest/00000001.jsonl`, each
written once and never changed (an object store has no append). A reader remembers the last number that it has
seen and asks for what came after it; it never lists the answers themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from cbbd_spark.raw.store import RawStore

_encoder = msgspec.json.Encoder()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that landed.

    object: key of the stored answer in the raw store, `<source>/<endpoint>/<request hash>/<fetched at>-<sha8>.jsonl.gz`
    body_sha256, body_bytes: of the inflated body as it came
    object_sha256, object_bytes: of what was stored
    rows: records in the answer, each a line of the object
    odd_rows: records that do not conform to the contract as `fingerprint` (of the endpoint's record) knows it
    fetched_at: UTC, RFC 3339 with milliseconds
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


def prefix(source: str, endpoint: str) -> str:
    """Folder of an endpoint's manifest in the raw store."""
    return f"{source}/{endpoint}/_manifest/"


def segment_key(source: str, endpoint: str, number: int) -> str:
    """Key of one segment; numbers start at 1 and leave no gap."""
    return f"{prefix(source, endpoint)}{number:08d}.jsonl"


def last_segment(store: RawStore, source: str, endpoint: str) -> int:
    """Number of the newest segment; 0 when there is none."""
    keys = store.list(prefix(source, endpoint))
    return max((int(key.rsplit("/", 1)[1].split(".")[0]) for key in keys), default=0)


def append(store: RawStore, source: str, endpoint: str, entries: Iterable[Entry]) -> int:
    """Writes the next segment and returns its number; another writer's segment is never overwritten."""
    body = b"".join(_encoder.encode(entry) + b"\n" for entry in entries)
    number = last_segment(store, source, endpoint) + 1
    while not store.create(segment_key(source, endpoint, number), body):
        number += 1
    return number


def entries(store: RawStore, source: str, endpoint: str, after: int = 0) -> Iterator[tuple[int, Entry]]:
    """Segment number and entry, oldest first, of the segments with a number above `after`."""
    decoder = msgspec.json.Decoder(Entry)
    for number in range(after + 1, last_segment(store, source, endpoint) + 1):
        for line in store.read(segment_key(source, endpoint, number)).splitlines():
            yield number, decoder.decode(line)

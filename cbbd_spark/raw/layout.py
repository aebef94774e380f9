"""Where an answer lies in the raw store, and the bytes that are stored of it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

Parameters = Mapping[str, str | int | bool]

# Of one MB of real plays, level 3 makes 1/17.8 in 5.5 ms of CPU, level 1 makes 1/15.1 in 5.0, level 6 makes 1/25.2 in
# 10.1: what is saved on the disk above 3 costs as much again as the judging.
GZIP_LEVEL = 3
_GZIP = 31  # zlib's word for "with a gzip header"; that header holds no time, so equal bodies give equal objects


def request_hash(endpoint: str, params: Parameters) -> str:
    """16 hex digits that name a request: the same for the same endpoint and parameters, in any order, for ever."""
    canonical = json.dumps([endpoint, dict(params)], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def timestamp(moment: datetime) -> str:
    """UTC in RFC 3339 with milliseconds: `2024-11-05T00:30:00.123Z`. ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def object_key(source: str, endpoint: str, request: str, fetched_at: str, body_sha256: str) -> str:
    """`<source>/<endpoint>/<request hash>/20241105T003000123Z-<sha8>.jsonl.gz`, with the time from `timestamp`."""
    compact = fetched_at.replace("-", "").replace(":", "").replace(".", "")
    return f"{source}/{endpoint}/{request}/{compact}-{body_sha256[:8]}.jsonl.gz"


def lines(records: Iterable[msgspec.Raw | bytes]) -> bytes:
    """One record a line, in its own bytes.

    A line break inside a record can only stand between tokens, because JSON allows none in a text: it becomes a
    space, which changes no value.
    """
    found = list(records)
    body = b"\n".join([*found, b""])
    if body.count(b"\n") > len(found) or b"\r" in body:
        body = b"\n".join([*(_on_one_line(bytes(record)) for record in found), b""])
    return body


def _on_one_line(record: bytes) -> bytes:
    return record.replace(b"\r", b" ").replace(b"\n", b" ")


def packed(records: Iterable[msgspec.Raw | bytes]) -> bytes:
    """The stored object: the lines, gzipped; equal records give equal bytes."""
    return zlib.compress(lines(records), GZIP_LEVEL, _GZIP)


def unpacked(stored: bytes) -> list[bytes]:
    """The records of a stored object. zlib.error when it is damaged or cut off."""
    stream = zlib.decompressobj(_GZIP)
    body = stream.decompress(stored) + stream.flush()
    if not stream.eof:
        raise zlib.error("the object is cut off")
    return body.split(b"\n")[:-1]

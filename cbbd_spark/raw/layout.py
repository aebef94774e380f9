"""Where an answer lies in the raw store, and the bytes that are stored of it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec
from isal import isal_zlib

Parameters = Mapping[str, str | int | bool]

# Of one MB of real plays ISA-L's level 1 makes 1/14.9 in 0.9 ms of CPU; zlib makes 1/17.7 of it in 3.7 ms at level 3
# and 1/24.9 in 8.0 at level 6: a sixth less on the disk is not worth as much CPU as the judging takes.
GZIP_LEVEL = 1
_GZIP = 31  # zlib's word for "with a gzip header"; that header holds no time, so equal bodies give equal objects
_STEP = 1 << 18


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
    """The stored object: the lines, gzipped; equal records give equal bytes, with one version of ISA-L."""
    packer = Packer()
    packer.add(lines(records))
    return packer.finish()


class Packer:
    """Packs an object whose lines come in parts; in which parts they came does not show in its bytes."""

    def __init__(self) -> None:
        self._stream = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP)
        self._waiting = bytearray()
        self._packed: list[bytes] = []

    def add(self, some_lines: bytes) -> None:
        """Lines, each with its line break."""
        self._waiting += some_lines
        while len(self._waiting) >= _STEP:
            with memoryview(self._waiting) as waiting:
                self._packed.append(self._stream.compress(waiting[:_STEP]))
            del self._waiting[:_STEP]

    def finish(self) -> bytes:
        """The whole object."""
        return b"".join([*self._packed, self._stream.compress(self._waiting), self._stream.flush()])


def unpacked(stored: bytes) -> list[bytes]:
    """The records of a stored object. zlib.error when it is damaged or cut off."""
    stream = isal_zlib.decompressobj(_GZIP)
    try:
        body = stream.decompress(stored) + stream.flush()
    except isal_zlib.error as error:  # type: ignore[misc]  # its stub calls the class an instance
        raise zlib.error(str(error)) from error
    if not stream.eof:
        raise zlib.error("the object is cut off")
    return body.split(b"\n")[:-1]

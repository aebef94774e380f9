"""Whether a stored object is the answer that its entry tells of, as far as that can still be seen."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from cbbd_spark.raw.manifest import Entry

_JSON = msgspec.json.Decoder(msgspec.Raw)  # looks at the syntax, and makes nothing of it
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')


class Damaged(Exception):
    """The object is not what its entry says; the text says in what."""


def records(stored: bytes) -> Iterator[bytes]:
    """The records in their own bytes, one at a time. Damaged for an object that is cut off or no gzip."""
    with gzip.GzipFile(fileobj=io.BytesIO(stored)) as lines:
        try:
            for line in lines:
                yield line.removesuffix(b"\n")
        except (OSError, EOFError, zlib.error) as error:
            raise Damaged(f"it cannot be inflated: {error}") from error


def is_what_landed(stored: bytes, entry: Entry) -> bool:
    """By its checksum alone."""
    return hashlib.sha256(stored).hexdigest() == entry.object_sha256


def insist_on_answer(stored: bytes, entry: Entry) -> None:
    """Damaged unless checksums and counts are the entry's, and every record is JSON.

    The checksum of the body that came is compared where it can be made again: blanks and line breaks between its
    tokens are not kept.
    """
    if not is_what_landed(stored, entry):
        digest = hashlib.sha256(stored).hexdigest()
        raise Damaged(
            f"{len(stored):,} bytes with sha256 {digest[:8]}..., {entry.object_bytes:,} with "
            f"{entry.object_sha256[:8]}... landed; {_what_is_left(stored, entry)}"
        )
    content = _read(stored)
    if content.rows != entry.rows:
        raise Damaged(f"{content.rows:,} records, {entry.rows:,} landed")
    if not content.may_be(entry) and not any(b" " in _TEXT.sub(b"", record) for record in records(stored)):
        raise Damaged(f"its records do not make the body with sha256 {entry.body_sha256[:8]}... that came")


@dataclass(frozen=True)
class _Content:
    """What an object holds: records, their bytes, and the checksums of the bodies that they may have come in."""

    rows: int
    size: int
    as_array: str
    as_object: str

    def may_be(self, entry: Entry) -> bool:
        """False when the body that came had the length of one of these and another checksum. A body of another length
        had blanks between its records, which are not kept."""
        size_of_array = self.size + max(self.rows - 1, 0) + len("[]")
        return entry.body_bytes not in {self.size, size_of_array} or entry.body_sha256 in {
            self.as_array,
            self.as_object,
        }


def _read(stored: bytes) -> _Content:
    """Damaged unless every record is JSON."""
    array, alone = hashlib.sha256(b"["), hashlib.sha256()
    rows = size = 0
    for record in records(stored):
        rows += 1
        size += len(record)
        try:
            _JSON.decode(record)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Damaged(f"record {rows:,} is not JSON: {error}") from error
        if rows == 1:
            alone.update(record)
        else:
            array.update(b",")
        array.update(record)
    array.update(b"]")
    return _Content(rows, size, array.hexdigest(), alone.hexdigest())


def _what_is_left(stored: bytes, entry: Entry) -> str:
    try:
        return f"{_read(stored).rows:,} of {entry.rows:,} records can be read"
    except Damaged as error:
        return str(error)

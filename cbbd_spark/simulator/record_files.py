"""Files of records: `<name>.jsonl.gz`, `<name>.jsonl`, or `<name>.json` with an array; each record in its bytes."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from cbbd_spark.errors import ConfigurationError

SUFFIXES = (".jsonl.gz", ".jsonl", ".json")


class FolderError(ConfigurationError):
    """The folder cannot be served; the message names the file and the line."""


class StoredRecord(NamedTuple):
    """A record as it stands in a file, and decoded."""

    body: bytes
    document: dict[str, Any]


def file_of(directory: Path, name: str) -> Path | None:
    """The file of that name, in the first of the known forms."""
    candidates = (directory / f"{name}{suffix}" for suffix in SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix != ".gz":
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise FolderError(f"{path}: not a whole gzip file ({error})") from error


def _pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    content = _content(path)
    if path.suffix != ".json":
        for number, line in enumerate(content.split(b"\n"), start=1):
            if line.strip():
                yield number, line.strip()
        return
    try:
        raws = msgspec.json.decode(content, type=list[msgspec.Raw])
    except msgspec.MsgspecError as error:
        raise FolderError(f"{path}: not a JSON array of records ({error})") from error
    for number, raw in enumerate(raws, start=1):
        yield number, bytes(raw)


def read_records(path: Path) -> Iterator[StoredRecord]:
    """The records of a file, in its order. In an array the number of the element stands for the line."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    for number, body in _pieces(path):
        try:
            document = decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise FolderError(f"{path}, line {number}: not a JSON object ({error})") from error
        yield StoredRecord(body, document)

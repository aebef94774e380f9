"""Raw against its manifests: whether every answer that they name is there as it landed, and what else is there.

Only reads. Objects are read one at a time and inflated line by line, so that memory does not grow with raw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from cbbd_spark.errors import CheckFailed
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.answer import Damaged, insist_on_answer
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.store import RawStore

_SEGMENT = re.compile(r"_manifest/([0-9]{8})\.jsonl")
_ANSWER = re.compile(r"[0-9a-f]{16}/[0-9]{8}T[0-9]{9}Z-[0-9a-f]{8}\.jsonl\.gz")


class Kind(StrEnum):
    """What can be wrong.

    segment: missing, or a line of it is no entry; entry: it contradicts itself; doubled: named more than once;
    missing, damaged: the object, against its entry; orphan: an answer that no entry names; foreign: not of our making
    """

    SEGMENT = "segment"
    ENTRY = "entry"
    DOUBLED = "doubled"
    MISSING = "missing"
    DAMAGED = "damaged"
    ORPHAN = "orphan"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, at a key of the store."""

    kind: Kind
    key: str
    detail: str


@dataclass
class Verified:
    """What was looked at in one folder, `<source>/<endpoint>`, and what is wrong there; bytes are as stored."""

    folder: str
    answers: int = 0
    records: int = 0
    bytes: int = 0
    findings: list[Finding] = field(default_factory=list)


def verify(store: RawStore, prefix: str = "") -> Iterator[Verified]:
    """Looks at all keys below `prefix`, folder by folder; each result is yielded as soon as the folder is done."""
    for folder, keys in groupby(store.list(prefix), key=_folder):
        yield _verify_folder(store, folder, list(keys))


def _folder(key: str) -> str:
    return "/".join(key.split("/")[:2])


def _verify_folder(store: RawStore, folder: str, keys: Sequence[str]) -> Verified:
    found = Verified(folder)
    names = [key.removeprefix(f"{folder}/") for key in keys]
    numbers = {int(match[1]) for match in map(_SEGMENT.fullmatch, names) if match}
    named: set[str] = set()
    for entry in _entries(store, folder, numbers, found.findings):
        found.answers += 1
        if entry.object in named:
            found.findings.append(Finding(Kind.DOUBLED, entry.object, "more than one entry names it"))
            continue
        named.add(entry.object)
        found.records += entry.rows
        found.bytes += entry.object_bytes
        found.findings.extend(_verify_entry(store, folder, entry))
    found.findings.extend(_not_named(keys, names, named))
    return found


def _entries(store: RawStore, folder: str, numbers: Iterable[int], findings: list[Finding]) -> Iterator[Entry]:
    """Every entry that can be read; what cannot is a finding."""
    source, _, endpoint = folder.partition("/")
    for number in range(1, max(numbers, default=0) + 1):
        key = manifest.segment_key(source, endpoint, number)
        try:
            lines = manifest.segment_lines(store, key)
        except CheckFailed:
            findings.append(Finding(Kind.SEGMENT, key, "is missing, and a later one is there"))
            continue
        for place, line in enumerate(lines, start=1):
            try:
                yield manifest.entry_of(line, key, place)
            except CheckFailed as error:
                findings.append(Finding(Kind.SEGMENT, key, f"line {place} is no entry: {error.__cause__}"))


def _verify_entry(store: RawStore, folder: str, entry: Entry) -> Iterator[Finding]:
    source = folder.split("/", maxsplit=1)[0]
    request = layout.request_hash(entry.endpoint, entry.params)
    key = layout.object_key(source, entry.endpoint, request, entry.fetched_at, entry.body_sha256)
    if entry.request_hash != request or entry.object != key:
        yield Finding(Kind.ENTRY, entry.object, f"by its parameters, time and checksum it should be {key}")
        return
    try:
        insist_on_answer(store.read(key), entry)
    except FileNotFoundError:
        yield Finding(Kind.MISSING, key, f"{entry.rows:,} records of {entry.fetched_at}")
    except Damaged as error:
        yield Finding(Kind.DAMAGED, key, str(error))


def _not_named(keys: Sequence[str], names: Sequence[str], named: set[str]) -> Iterator[Finding]:
    for key, name in zip(keys, names, strict=True):
        if _ANSWER.fullmatch(name):
            if key not in named:
                yield Finding(Kind.ORPHAN, key, "no entry that can be read names it")
        elif not _SEGMENT.fullmatch(name):
            yield Finding(Kind.FOREIGN, key, "neither an answer nor a segment of a manifest")

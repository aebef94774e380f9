from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.store import RawStore
from cbbd_spark.raw.verify import Finding, Kind, verify
from tests.raw.entries import entry, land

ANSWERS = ([b'{"id":1}', b'{"id":2,"name":"a b"}'], [b'{"id":3}'])


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "raw")


def findings(store: RawStore) -> list[Finding]:
    return [finding for folder in verify(store) for finding in folder.findings]


def the_finding(store: RawStore) -> tuple[Kind, str, str]:
    (found,) = findings(store)
    return found.kind, found.key, found.detail


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "raw")


@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_of_what_is_as_it_landed_nothing_is_wrong(request: pytest.FixtureRequest, place: str) -> None:
    store = store_at(request.getfixturevalue(place))
    land(store, ANSWERS)
    land(store, ANSWERS)
    land(store, ANSWERS, endpoint="games_teams")
    found = list(verify(store))
    assert [(each.folder, each.answers, each.records) for each in found] == [
        ("cbbd/games", 4, 6),
        ("cbbd/games_teams", 2, 3),
    ]
    assert not any(each.findings for each in found)
    assert [each.folder for each in verify(store, "cbbd/games/")] == ["cbbd/games"]


def flip_a_bit(body: bytes) -> bytes:
    return body[:20] + bytes([body[20] ^ 1]) + body[21:]


@pytest.mark.parametrize("spoil", [flip_a_bit, lambda body: body[:-5], lambda body: body[:0], lambda body: body + b"x"])
def test_an_object_that_was_changed_is_damaged(store: FolderStore, spoil: Callable[[bytes], bytes]) -> None:
    landed = land(store, ANSWERS)
    file = store.root / landed[0].object
    file.write_bytes(spoil(file.read_bytes()))
    kind, key, detail = the_finding(store)
    assert (kind, key) == (Kind.DAMAGED, landed[0].object)
    assert "landed" in detail


def test_an_object_that_is_gone_is_missing(store: FolderStore) -> None:
    landed = land(store, ANSWERS)
    (store.root / landed[1].object).unlink()
    assert the_finding(store)[:2] == (Kind.MISSING, landed[1].object)


@pytest.mark.parametrize(
    "key",
    ["stray.txt", "cbbd/stray", "cbbd/games/notes.txt", "cbbd/games/_manifest/00000001.jsonl.bak", "cbbd/games/a/b/c"],
)
def test_a_stray_file_is_foreign(store: FolderStore, key: str) -> None:
    land(store, ANSWERS)
    store.create(key, b"x")
    assert the_finding(store)[:2] == (Kind.FOREIGN, key)


def test_an_answer_that_no_segment_names_is_an_orphan(store: FolderStore) -> None:
    land(store, ANSWERS)
    key = entry(77).object
    store.create(key, b"x")
    assert the_finding(store)[:2] == (Kind.ORPHAN, key)


def test_a_torn_line_is_named_and_what_it_had_named_is_an_orphan(store: FolderStore) -> None:
    landed = land(store, ANSWERS)
    segment = store.root / manifest.segment_key("cbbd", "games", 1)
    segment.write_bytes(segment.read_bytes()[:-100])
    torn, orphan = findings(store)
    assert (torn.kind, torn.key) == (Kind.SEGMENT, "cbbd/games/_manifest/00000001.jsonl")
    assert torn.detail.startswith("line 2 is no entry")
    assert (orphan.kind, orphan.key) == (Kind.ORPHAN, landed[1].object)


def test_a_segment_that_is_missing_does_not_hide_the_later_ones(store: FolderStore) -> None:
    land(store, ANSWERS)
    later = land(store, ANSWERS)
    (store.root / manifest.segment_key("cbbd", "games", 1)).unlink()
    (store.root / later[0].object).unlink()
    assert [found.kind for found in findings(store)] == [Kind.SEGMENT, Kind.MISSING, Kind.ORPHAN, Kind.ORPHAN]


def test_an_entry_that_stands_twice_is_doubled(store: FolderStore) -> None:
    landed = land(store, ANSWERS)
    manifest.append(store, "cbbd", "games", landed[:1], after=1)
    assert the_finding(store)[:2] == (Kind.DOUBLED, landed[0].object)


@pytest.mark.parametrize(
    "change",
    [
        {"params": {"season": 2025, "team": "1"}},
        {"fetched_at": "2025-11-05T00:30:00.123Z"},
        {"request_hash": "ab" * 8},
        {"body_sha256": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_contradicts_itself_is_said(store: FolderStore, change: dict[str, object]) -> None:
    changed = replace(entry(1), **change)
    store.create(changed.object, layout.packed([b'{"id":1}']))
    manifest.append(store, "cbbd", "games", [changed], after=0)
    assert the_finding(store)[:2] == (Kind.ENTRY, changed.object)


def name(store: FolderStore, made: Entry, records: list[bytes], body: bytes) -> None:
    """Stores records under an entry whose checksums are right, whatever else about it is not."""
    stored, body_sha256 = zlib.compress(b"".join(one + b"\n" for one in records), wbits=31), hashlib.sha256(body)
    named = replace(
        made,
        object=layout.object_key("cbbd", "games", made.request_hash, made.fetched_at, body_sha256.hexdigest()),
        body_sha256=body_sha256.hexdigest(),
        body_bytes=len(body),
        object_sha256=hashlib.sha256(stored).hexdigest(),
        object_bytes=len(stored),
    )
    store.create(named.object, stored)
    manifest.append(store, "cbbd", "games", [named], after=0)


@pytest.mark.parametrize(
    ("records", "body", "word"),
    [
        ([b'{"id":1}'], b'[{"id":1},{"id":2}]', "1 records, 2 landed"),
        ([b'{"id":1}', b'{"id":2'], b'[{"id":1},{"id":2]', "record 2 is not JSON"),
        ([b'{"id":1}', b""], b'[{"id":1},]', "record 2 is not JSON"),
        ([b'{"id":1}', b'{"id":3}'], b'[{"id":1},{"id":2}]', "do not make the body"),
    ],
)
def test_records_that_are_not_those_that_came_are_found_under_a_right_checksum(
    store: FolderStore, records: list[bytes], body: bytes, word: str
) -> None:
    name(store, replace(entry(1), rows=2), records, body)
    kind, _, detail = the_finding(store)
    assert kind is Kind.DAMAGED
    assert word in detail


@pytest.mark.parametrize(
    ("records", "body"),
    [
        ([b'{"id":1}', b'{"id":2}'], b'[{"id":1}, {"id":2}]'),
        ([b'{"id":1}', b'{"id":2}'], b'[\n  {"id":1},\n  {"id":2}\n]\n'),
        ([b'{"id": 1}', b'{"id": 2}'], b'[{"id":\n1},{"id":\n2}]'),
        ([b'{"a":1,"b":2}'], b'{"a":1,"b":2}'),
    ],
    ids=["blanks", "pretty", "line breaks in records", "an object"],
)
def test_a_body_that_was_written_with_blanks_or_is_an_object_is_no_fault(
    store: FolderStore, records: list[bytes], body: bytes
) -> None:
    name(store, replace(entry(1), rows=len(records)), records, body)
    assert findings(store) == []

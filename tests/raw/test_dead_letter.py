from __future__ import annotations

from pathlib import Path

import msgspec

from cbbd_spark.raw import dead_letter
from cbbd_spark.raw.folder import FolderStore

NOTE = dead_letter.Note(
    reason="HTML where JSON was due",
    endpoint="games",
    request_hash="ab" * 8,
    params={"season": 2024},
    url="https://api.example.com/games?season=2024",
    status=200,
    headers={"content-type": "text/html"},
    set_aside_at="2024-11-05T00:30:00.000Z",
    run_id="r1",
)


def test_the_body_is_kept_byte_for_byte_beside_its_reason(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    body = b"<html>\xff\x00" + b"x" * 1000
    note = msgspec.json.decode(store.read(dead_letter.put(store, "cbbd", NOTE, body)), type=dead_letter.Note)
    assert store.read(note.body) == body
    assert (note.reason, note.status, note.body_bytes) == (NOTE.reason, 200, len(body))
    assert note.first_bytes.startswith("<html>�")
    assert len(note.first_bytes) == 200


def test_the_same_body_of_the_same_request_is_stored_once(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    later = msgspec.structs.replace(NOTE, set_aside_at="2024-11-06T00:30:00.000Z", run_id="r2")
    dead_letter.put(store, "cbbd", NOTE, b"<html>")
    dead_letter.put(store, "cbbd", later, b"<html>")
    assert [note.run_id for note in dead_letter.notes(store)] == ["r1"]
    assert len(store.list("")) == 2


def test_another_body_or_request_is_another_entry(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    dead_letter.put(store, "cbbd", NOTE, b"<html>")
    dead_letter.put(store, "cbbd", NOTE, b"<HTML>")
    dead_letter.put(store, "cbbd", msgspec.structs.replace(NOTE, request_hash="cd" * 8), b"<html>")
    assert len(list(dead_letter.notes(store, "cbbd/games/"))) == 3


def test_what_came_without_a_body_has_its_note_too(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    dead_letter.put(store, "cbbd", msgspec.structs.replace(NOTE, status=None, reason="connection reset"), b"")
    (note,) = dead_letter.notes(store)
    assert (note.reason, note.body_bytes, store.read(note.body)) == ("connection reset", 0, b"")

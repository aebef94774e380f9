from __future__ import annotations

from pathlib import Path

import pytest

from cbbd_spark.errors import Busy, CheckFailed
from cbbd_spark.raw import manifest
from cbbd_spark.raw.folder import FolderStore
from tests.raw.entries import entry


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def append(store: FolderStore, *entries: manifest.Entry, after: int) -> int:
    return manifest.append(store, "cbbd", "games", entries, after=after)


def test_segments_are_numbered_without_gaps_and_read_from_where_one_stopped(store: FolderStore) -> None:
    assert [append(store, entry(number), after=number - 1) for number in (1, 2, 3)] == [1, 2, 3]
    assert list(manifest.entries(store, "cbbd", "games", after=1)) == [(2, entry(2)), (3, entry(3))]
    assert manifest.last_segment(store, "cbbd", "games") == 3


def test_of_two_writers_who_know_the_same_last_segment_one_is_refused(store: FolderStore) -> None:
    append(store, entry(1), after=0)
    with pytest.raises(Busy, match=r"00000001\.jsonl"):
        append(store, entry(1), after=0)
    assert list(manifest.entries(store, "cbbd", "games")) == [(1, entry(1))]


def test_the_manifest_of_one_endpoint_is_not_that_of_another(store: FolderStore) -> None:
    manifest.append(store, "cbbd", "games_teams", [entry(1)], after=0)
    assert list(manifest.entries(store, "cbbd", "games")) == []


@pytest.mark.parametrize("name", ["00000009.jsonl.bak", "notes.txt", "9.jsonl", "deeper/00000009.jsonl"])
def test_a_foreign_file_among_the_segments_is_not_read(store: FolderStore, name: str) -> None:
    append(store, entry(1), after=0)
    store.create(f"cbbd/games/_manifest/{name}", b"foreign")
    assert list(manifest.entries(store, "cbbd", "games")) == [(1, entry(1))]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body[: len(body) // 2 + 200],  # torn in the second line
        lambda body: body.replace(b"}\n{", b"}\n\xff{"),
        lambda body: body.replace(b"}\n{", b"}\n[]\n{"),
        lambda body: body.replace(b"}\n{", b"}\n\n{"),
    ],
    ids=["torn", "no UTF-8", "another thing", "an empty line"],
)
def test_a_line_that_is_no_entry_is_named_with_the_remedy(store: FolderStore, spoil: object) -> None:
    append(store, entry(1), entry(2), after=0)
    segment = store.root / manifest.segment_key("cbbd", "games", 1)
    segment.write_bytes(spoil(segment.read_bytes()))  # type: ignore[operator]
    with pytest.raises(CheckFailed, match=r"line 2 of cbbd/games/_manifest/00000001\.jsonl .*restore"):
        list(manifest.entries(store, "cbbd", "games"))


def test_a_segment_that_is_missing_before_another_is_named_with_the_remedy(store: FolderStore) -> None:
    append(store, entry(1), after=0)
    append(store, entry(2), after=1)
    (store.root / manifest.segment_key("cbbd", "games", 1)).unlink()
    with pytest.raises(CheckFailed, match=r"00000001\.jsonl is missing.*restore"):
        list(manifest.entries(store, "cbbd", "games"))

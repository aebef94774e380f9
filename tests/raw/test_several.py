"""Several objects at once, in a folder and in a bucket."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.raw import flush
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.store import RawStore

SEVERAL = {f"cbbd/games/{number}/{number}.gz": bytes([number]) * 100_000 for number in range(1, 6)}
KEYS = list(SEVERAL)


def test_all_of_several_are_there_as_they_were_given(store: RawStore) -> None:
    assert store.create_all(SEVERAL) == dict.fromkeys(SEVERAL, True)
    assert store.list("") == KEYS
    assert {key: store.read(key) for key in KEYS} == SEVERAL


def test_of_several_the_taken_keys_stay_as_they_are_and_the_others_are_created(store: RawStore) -> None:
    store.create(KEYS[1], b"ours")
    store.create(KEYS[3], SEVERAL[KEYS[3]])
    created = store.create_all(SEVERAL)
    assert [created[key] for key in KEYS] == [True, False, True, False, True]
    assert store.read(KEYS[1]) == b"ours"
    assert all(store.read(key) == SEVERAL[key] for key in KEYS if key != KEYS[1])
    assert store.sweep() == 0, "something unfinished was left"


def test_none_at_once_is_nothing(store: RawStore) -> None:
    assert store.create_all({}) == {}
    assert store.list("") == []


def test_a_key_that_is_none_among_several_is_refused(store: RawStore) -> None:
    with pytest.raises(ValueError, match="no key"):
        store.create_all({"a/1": b"x", "../outside": b"x"})


# What follows is about a folder.


def write_and_die(root: str, module: Any, call: str, after: int) -> None:
    """kill -9 comes when the store has made the call so many times, and is about to make it once more."""
    made: Callable[..., Any] = getattr(module, call)
    left = [after]

    def deadly(*args: Any, **named: Any) -> Any:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return made(*args, **named)

    setattr(module, call, deadly)
    FolderStore(Path(root)).create_all(SEVERAL)


@pytest.mark.parametrize(
    ("module", "call", "after", "named"),
    [(flush, "files", 0, 0), (os, "link", 0, 0), (os, "link", 3, 3), (os, "unlink", 0, 5), (os, "unlink", 2, 5)],
    ids=["before the flush", "before a name", "after three names", "before a removal", "after two removals"],
)
def test_killed_among_several_a_name_stands_for_a_whole_object_or_is_not_there(
    tmp_path: Path, module: Any, call: str, after: int, named: int
) -> None:
    context = multiprocessing.get_context("fork")
    process = context.Process(target=write_and_die, args=(str(tmp_path), module, call, after))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    store = FolderStore(tmp_path)
    assert store.list("") == KEYS[:named]
    assert all(store.read(key) == SEVERAL[key] for key in KEYS[:named])
    assert store.sweep() > 0
    created = store.create_all(SEVERAL)
    assert [created[key] for key in KEYS] == [False] * named + [True] * (5 - named)
    assert store.sweep() == 0


def test_several_are_flushed_before_any_has_its_name_and_their_folders_after_all_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    files, link = flush.files, os.link
    monkeypatch.setattr(flush, "files", lambda root, paths: (said.append(f"flush {len(paths)}"), files(root, paths)))
    monkeypatch.setattr(os, "link", lambda *names: (said.append("link"), link(*names)))
    FolderStore(tmp_path).create_all(SEVERAL)
    assert said[:6] == ["flush 5"] + ["link"] * 5
    # Each object's own folder, the two above them, the root, and the one in which the root has its entry.
    assert said[6:] == ["flush 9"]


def test_where_a_file_system_cannot_be_flushed_as_a_whole_each_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a Mac, whose libc has no syncfs."""
    flushed: list[str] = []
    fsync = os.fsync
    monkeypatch.setattr(flush, "_libc", object())
    monkeypatch.setattr(os, "fsync", lambda number: (flushed.append(str(number)), fsync(number)))
    store = FolderStore(tmp_path)
    assert store.create_all(SEVERAL) == dict.fromkeys(SEVERAL, True)
    assert len(flushed) == 5 + 9
    assert {key: store.read(key) for key in KEYS} == SEVERAL


@pytest.mark.parametrize("paths", [1, 2])
def test_what_is_not_there_cannot_be_flushed(tmp_path: Path, paths: int) -> None:
    root = tmp_path / "nowhere"
    with pytest.raises(FileNotFoundError):
        flush.files(root, [root / "file"] * paths)

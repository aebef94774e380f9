"""What every raw store promises, and what is about folders alone. Kinds of stores are in conftest.py."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from cbbd_spark.errors import ConfigurationError, StoreFull
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.store import RawStore


def test_what_was_created_is_read_back_byte_for_byte(store: RawStore) -> None:
    body = bytes(range(256)) * 1000
    assert store.create("cbbd/games/a/1.gz", body) is True
    assert store.read("cbbd/games/a/1.gz") == body


def test_a_taken_key_is_never_overwritten(store: RawStore) -> None:
    store.create("a/b", b"first")
    assert store.create("a/b", b"second") is False
    assert store.read("a/b") == b"first"


def test_a_key_that_is_not_there_is_a_file_not_found(store: RawStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("a/b")


def test_list_is_sorted_and_cut_by_prefix_in_the_middle_of_a_word(store: RawStore) -> None:
    for key in ("s/games/2", "s/games/1", "s/games_teams/1", "t/games/1"):
        store.create(key, b"x")
    assert store.list("s/games") == ["s/games/1", "s/games/2", "s/games_teams/1"]
    assert store.list("s/games/") == ["s/games/1", "s/games/2"]
    assert store.list("s/nothing/") == []
    assert len(store.list("")) == 4


def test_one_of_many_writers_of_a_key_wins_and_the_object_is_its_body(store: RawStore) -> None:
    barrier = threading.Barrier(8)
    outcomes: list[tuple[bool, bytes]] = []

    def write(body: bytes) -> None:
        barrier.wait()
        outcomes.append((store.create("race/key", body), body))

    threads = [threading.Thread(target=write, args=(bytes([number]) * 100_000,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [body for won, body in outcomes if won]
    assert winners == [store.read("race/key")]
    assert store.list("") == ["race/key"]


@pytest.mark.parametrize("key", ["", "/absolute", "../outside", "a/../../outside"])
def test_a_key_cannot_leave_the_store(store: RawStore, key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        store.create(key, b"x")
    with pytest.raises(ValueError, match="no key"):
        store.read(key)


def test_a_store_that_travelled_to_another_process_is_the_same_place(store: RawStore) -> None:
    store.create("cbbd/games/1.gz", b"x")
    assert pickle.loads(pickle.dumps(store)).read("cbbd/games/1.gz") == b"x"  # noqa: S301 (our own)


def test_where_nobody_was_cut_off_there_is_nothing_to_sweep(store: RawStore) -> None:
    store.create("a/b", b"x")
    assert store.sweep() == 0
    assert store.list("") == ["a/b"]


# What follows is about a folder.


def write_and_die(root: str, call: str) -> None:
    """Writes one object whole; at the second, kill -9 comes when the store is about to make the system call."""
    store = FolderStore(Path(root))
    store.create("a/0", b"x" * 3_000_000)
    setattr(os, call, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    store.create("a/1", b"x" * 3_000_000)


@pytest.mark.parametrize(("call", "left"), [("fsync", ["a/0"]), ("link", ["a/0"]), ("unlink", ["a/0", "a/1"])])
def test_a_killed_writer_leaves_only_whole_objects_and_a_sweep_removes_the_rest(
    tmp_path: Path, call: str, left: list[str]
) -> None:
    process = multiprocessing.get_context("fork").Process(target=write_and_die, args=(str(tmp_path), call))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    store = FolderStore(tmp_path)
    assert store.list("") == left
    assert all(len(store.read(key)) == 3_000_000 for key in left)
    assert store.sweep() == 1
    assert {path.name for path in (tmp_path / "a").iterdir()} == {key.split("/")[1] for key in left}


def test_a_leftover_is_not_listed_and_does_not_block_the_key(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".unfinished-1-1").write_bytes(b"half")
    assert store.list("") == []
    assert store.create("a/b", b"whole") is True
    assert store.sweep() == 1
    assert store.list("") == ["a/b"]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(StoreFull, match=r"no room for .*big"):
            store.create("a/big", b"x" * 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "a").iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_matter_of_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="CBBD_LAKE"):
        FolderStore(tmp_path / "file").create("a", b"x")


def test_the_object_is_on_the_disk_before_create_returns(tmp_path: Path) -> None:
    """Each file and each folder that gained an entry is flushed, the entry's folder after the link."""
    script = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from cbbd_spark.raw import flush
        from cbbd_spark.raw.folder import FolderStore
        said = []
        files, link = flush.files, os.link
        flush.files = lambda root, paths: (said.extend(map(str, paths)), files(root, paths))
        os.link = lambda a, b: (said.append("link"), link(a, b))
        FolderStore(Path(sys.argv[1])).create("new/folder/key", b"x")
        print("\\n".join(said))
    """)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    said = done.stdout.split()
    body, link = said.index("link") - 1, said.index("link")
    assert ".unfinished-" in said[body]
    assert {str(tmp_path / "new" / "folder"), str(tmp_path / "new"), str(tmp_path)} <= set(said[link:])

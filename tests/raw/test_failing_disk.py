"""A disk that fails at any step of a write: nothing under a name that is not whole, nothing left, and a second try."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.raw import flush
from cbbd_spark.raw.folder import FolderStore

TWO = {"a/1": b"one" * 1000, "b/2": b"two" * 1000}


def broken(*_: Any, **__: Any) -> None:
    raise OSError(errno.EIO, "Input/output error")


def names(root: Path) -> list[str]:
    return sorted(file.name for file in root.rglob("*") if file.is_file())


def failing_from_the(number: int, call: Callable[..., Any]) -> Callable[..., Any]:
    """The call, of which the first ones go well."""
    left = [number]

    def sometimes(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        return broken() if left[0] <= 0 else call(*given, **named)

    return sometimes


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_one_object_that_could_not_be_flushed_or_named_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    store = FolderStore(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(os, call, broken)
        with pytest.raises(OSError, match="Input/output"):
            store.create("a/1", b"x")
    assert names(tmp_path) == []
    assert store.create("a/1", b"x") is True
    assert store.read("a/1") == b"x"


def test_of_several_none_is_there_when_their_bytes_could_not_be_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(flush, "files", broken)
        with pytest.raises(OSError, match="Input/output"):
            store.create_all(TWO)
    assert names(tmp_path) == []
    assert store.create_all(TWO) == {"a/1": True, "b/2": True}


def test_of_several_those_that_have_a_name_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(os, "link", failing_from_the(2, os.link))
        with pytest.raises(OSError, match="Input/output"):
            store.create_all(TWO)
    assert {key: store.read(key) for key in store.list("")} == {"a/1": TWO["a/1"]}
    assert names(tmp_path) == ["1"]


def test_a_name_that_may_not_outlive_a_power_cut_is_not_reported_as_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry in the folder is flushed last; whoever asks again meets the object and may compare it."""
    store = FolderStore(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(flush, "files", failing_from_the(2, flush.files))
        with pytest.raises(OSError, match="Input/output"):
            store.create("a/1", b"x")
    assert names(tmp_path) == ["1"]
    assert store.create("a/1", b"x") is False
    assert store.read("a/1") == b"x"


def test_a_folder_whose_flush_failed_is_flushed_by_the_next_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, flushed = FolderStore(tmp_path), []
    with monkeypatch.context() as disk:
        disk.setattr(flush, "files", failing_from_the(2, flush.files))
        with pytest.raises(OSError, match="Input/output"):
            store.create("new/1", b"x")
    monkeypatch.setattr(flush, "files", lambda _, paths: flushed.extend(paths))
    store.create("new/2", b"x")
    assert {str(tmp_path), str(tmp_path / "new")} <= set(flushed)


def test_the_file_system_s_own_refusal_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """syncfs says so by its return value, which nobody would miss."""

    class Refusing:
        @staticmethod
        def syncfs(_: int) -> int:
            return -1

    monkeypatch.setattr(flush, "_libc", Refusing)
    with pytest.raises(OSError):  # noqa: PT011 (of whatever number: there was no system call)
        flush.files(tmp_path, [tmp_path, tmp_path])

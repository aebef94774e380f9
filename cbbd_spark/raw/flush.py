"""Brings files and folders to the disk: one by its own flush, many by one flush of their file system.

A flush puts the process to sleep until the disk has answered, and to sleep and wake up is most of what it costs in
CPU. The flush of a whole file system waits for what others have just written there too, so one file does without it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)


def files(root: Path, paths: Sequence[Path | str]) -> None:
    """Returns when the bytes of the paths, which lie at or above or below `root`, are on the disk; OSError if not."""
    if len(paths) > 1 and hasattr(_libc, "syncfs"):
        _file_system(root)
    else:
        for path in paths:
            _one(path)


def _one(path: Path | str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file_system(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _libc.syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(descriptor)

"""The raw store of a laptop: a folder on a local file system."""

from __future__ import annotations

import errno
import os
import threading
import uuid
from pathlib import Path

from cbbd_spark.errors import ConfigurationError, StoreFull
from cbbd_spark.raw.store import insist_on_key

# The names of unfinished writes begin with a dot: list() leaves them out, and a sweep finds them.
_TEMPORARY = ".unfinished-"


class FolderStore:
    """A RawStore in the folder `root`, which is made when the first object comes.

    An object is written under a temporary name beside its place, flushed to the disk and then linked to its name:
    a link is atomic and fails when the name is taken, so that an object is there whole, once, or not at all.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._lock = threading.Lock()
        self._durable: set[Path] = set()

    def create(self, key: str, body: bytes) -> bool:
        """Stores `body` under `key`; False, and nothing changed, if the key is taken.

        Raises StoreFull when there is no room, ConfigurationError when the folder cannot be written.
        """
        target = self._path(key)
        temporary = target.with_name(f"{_TEMPORARY}{uuid.uuid4().hex}")
        try:
            self._make(target.parent)
            try:
                _write(temporary, body)
                created = _link(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
            _flush_folder(target.parent)
        except OSError as error:
            raise _explained(error, target) from error
        return created

    def read(self, key: str) -> bytes:
        """The object's bytes; FileNotFoundError when there is none."""
        return self._path(key).read_bytes()

    def list(self, prefix: str) -> list[str]:
        """Keys that begin with `prefix`, sorted, without unfinished writes."""
        start = self.root / prefix.rpartition("/")[0]
        found = (
            (Path(folder) / name).relative_to(self.root).as_posix()
            for folder, _, names in os.walk(start)
            for name in names
            if not name.startswith(_TEMPORARY)
        )
        return sorted(key for key in found if key.startswith(prefix))

    def uri(self, key: str) -> str:
        """`file:///...`, as Spark reads it."""
        return self._path(key).as_uri()

    def sweep(self) -> int:
        """Removes what killed writers left behind and returns how many there were.

        Only for one who holds the lease: a writer at work loses its unfinished object.
        """
        leftovers = list(self.root.rglob(f"{_TEMPORARY}*"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)

    def _path(self, key: str) -> Path:
        insist_on_key(key)
        path = self.root / key
        if path.name.startswith(_TEMPORARY):
            raise ValueError(f"{key!r} is no key of an object")
        return path

    def _make(self, folder: Path) -> None:
        """Makes the folder and flushes each folder above it that gains an entry by it, once per process."""
        if folder in self._durable:
            return
        with self._lock:
            missing = [folder, *folder.parents]
            new = [path for path in missing if not path.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            for path in new:
                _flush_folder(path.parent)
            self._durable.add(folder)


def _write(file: Path, body: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())


def _link(temporary: Path, target: Path) -> bool:
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    return True


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(error: OSError, target: Path) -> Exception:
    """The error by what to do next; one that nobody can explain stays as it is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFull(f"no room for {target}: {error.strerror}; make room and run again, what landed is kept")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return ConfigurationError(f"cannot write {target}: {error.strerror}; CBBD_LAKE names the folder of the lake")
    return error

"""The raw store of a laptop: a folder on a local file system."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from cbbd_spark.errors import ConfigurationError, StoreFull
from cbbd_spark.raw import flush
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
        self._above = str(self.root.parent)
        self._known: set[str] = set()  # folders whose own entry is on the disk

    def create(self, key: str, body: bytes) -> bool:
        """Stores `body` under `key`; False, and nothing changed, if the key is taken.

        Raises StoreFull when there is no room, ConfigurationError when the folder cannot be written.
        """
        return self.create_all({key: body})[key]

    def create_all(self, objects: Mapping[str, bytes]) -> dict[str, bool]:
        """`create` for several at once: all are flushed together, first their bytes and then their names."""
        # Texts, and no paths: to take those apart takes longer than what the system is asked to do.
        targets = {key: self._place(key) for key in objects}
        written: dict[str, str] = {}
        created = {}
        target = str(self.root)
        try:
            try:
                for key, target in targets.items():
                    folder = os.path.dirname(target)
                    _make(folder)
                    written[key] = f"{folder}/{_TEMPORARY}{uuid.uuid4().hex}"
                    _write(written[key], objects[key])
                flush.files(self.root, list(written.values()))
                for key, temporary in written.items():
                    created[key] = _link(temporary, targets[key])
            finally:
                for temporary in written.values():
                    _remove(temporary)
            self._flush_folders({os.path.dirname(target) for target in targets.values()})
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

    def sweep(self) -> int:
        """Removes what killed writers left behind and returns how many there were.

        Only for one who holds the lease: a writer at work loses its unfinished object.
        """
        leftovers = list(self.root.rglob(f"{_TEMPORARY}*"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)

    def _path(self, key: str) -> Path:
        return Path(self._place(key))

    def _place(self, key: str) -> str:
        insist_on_key(key)
        if key.rpartition("/")[2].startswith(_TEMPORARY):
            raise ValueError(f"{key!r} is no key of an object")
        return f"{self.root}/{key}"

    def _flush_folders(self, folders: Iterable[str]) -> None:
        """Flushes the folders, and those above them that may have gained an entry: each once per process, because who
        made it may have been killed before it was on the disk.

        All of it after the links: where the file system keeps a journal, the first flush takes the others along.
        """
        gained = dict.fromkeys(folders)
        for folder in tuple(gained):
            above = folder
            while above not in self._known and above != self._above:
                above = os.path.dirname(above)
                gained[above] = None
        flush.files(self.root, list(gained))
        self._known.update(gained)


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def _write(file: str, body: bytes) -> None:
    with open(file, "xb") as stream:
        stream.write(body)


def _remove(file: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(file)


def _link(temporary: str, target: str) -> bool:
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    return True


def _explained(error: OSError, target: str) -> Exception:
    """The error by what to do next; one that nobody can explain stays as it is."""
    if error.errno in StoreFull.ERRORS:
        return StoreFull(f"no room for {target}: {error.strerror}; make room and run again, what landed is kept")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return ConfigurationError(f"cannot write {target}: {error.strerror}; CBBD_LAKE names the folder of the lake")
    return error

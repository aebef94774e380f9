"""A cassette on disk: one folder with the answers as they came, an index, and the report.

<place>/<season>/<when it was begun>/index.json, answers/<step>.gz, report.md
"""

from __future__ import annotations

import errno
import gzip
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
import platformdirs

from cbbd_spark.cassette.answer import Answer, Take
from cbbd_spark.errors import CbbdError, ConfigurationError, StoreFull

_INDEX = "index.json"
_GZIP = b"\x1f\x8b"
_A_CHECKOUT = Path("cbbd_spark/sources/cbbd/contract.json")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """What index.json holds."""

    season: int
    base_url: str
    takes: tuple[Take, ...] = ()


class Tape:
    """A cassette's folder. `answers` are those that it holds, by step."""

    def __init__(self, folder: Path, index: Index) -> None:
        self.folder = folder
        self._index = index
        self.answers = {take.step: Answer(take, _unpacked(_file(folder, take))) for take in index.takes}

    @property
    def season(self) -> int:
        return self._index.season

    def keep(self, answer: Answer, wire: bytes) -> None:
        """Writes the body and then the index: what the index names is there whole."""
        take = answer.take
        # The bytes of the wire, unless the key had to be struck out of them.
        came_packed = wire.startswith(_GZIP) and not take.is_masked
        _write(_file(self.folder, take), wire if came_packed else gzip.compress(answer.body, mtime=0))
        others = tuple(each for each in self._index.takes if each.step != take.step)
        self._index = msgspec.structs.replace(self._index, takes=(*others, take))
        _write(self.folder / _INDEX, msgspec.json.format(msgspec.json.encode(self._index), indent=1))

    def report(self, text: str) -> Path:
        """Writes the report and returns its file."""
        file = self.folder / "report.md"
        _write(file, text.encode())
        return file


def open_tape(into: Path | None, *, season: int, base_url: str, now: datetime, again: bool = False) -> Tape:
    """The newest cassette of the season in the place, or a new one: when there is none, or `again`.

    Raises ConfigurationError for a place inside a checkout of this project, for a cassette of another server, and
    for one that cannot be read.
    """
    place = (into or platformdirs.user_data_path("cbbd-spark") / "cassettes").expanduser().resolve()
    _refuse_a_checkout(place)
    found = sorted(file.parent for file in (place / str(season)).glob(f"*/{_INDEX}"))
    if again or not found:
        begun = f"{now:%Y-%m-%dT%H%M%S.%f}"
        return Tape(place / str(season) / begun, Index(season=season, base_url=base_url))
    return _opened(found[-1], base_url)


def _opened(folder: Path, base_url: str) -> Tape:
    try:
        index = msgspec.json.decode((folder / _INDEX).read_bytes(), type=Index)
        tape = Tape(folder, index)
    except (msgspec.MsgspecError, OSError, EOFError, zlib.error) as error:
        raise ConfigurationError(f"the cassette {folder} cannot be read ({error}); begin a new one: --again") from None
    if index.base_url != base_url:
        raise ConfigurationError(
            f"the cassette {folder} holds answers of {index.base_url}, and {base_url} is to be asked: begin a new one "
            "with --again, or name another folder with --into"
        )
    return tape


def _refuse_a_checkout(place: Path) -> None:
    for folder in (place, *place.parents):
        if (folder / _A_CHECKOUT).exists():
            raise ConfigurationError(
                f"{place} lies inside of {folder}, where answers could be committed by mistake: name a folder "
                "elsewhere with --into"
            )


def _file(folder: Path, take: Take) -> Path:
    return folder / "answers" / f"{take.step}.gz"


def _unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def _write(file: Path, content: bytes) -> None:
    """The file is there whole or as it was."""
    temporary = file.with_name(f".{file.name}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        kind: Callable[[str], CbbdError] = StoreFull if error.errno in _NO_ROOM else ConfigurationError
        raise kind(f"cannot write {file}: {error.strerror}; name another folder with --into") from error

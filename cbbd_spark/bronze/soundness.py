"""Whether stored answers are still what their manifest says. A flipped bit must not become a number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from cbbd_spark.bronze.place import Numbered
from cbbd_spark.raw.answer import Damaged, insist_on_answer, is_what_landed
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.store import RawStore

T = TypeVar("T")

# Objects are kilobytes: what takes the time is the way to a store that is not on this machine.
_AT_ONCE = 8


@dataclass(frozen=True)
class DamagedAnswer:
    """An answer whose object is gone or is not what was stored; `fault` says which, as in "is gone"."""

    number: int
    entry: Entry
    fault: str

    def __str__(self) -> str:
        asked = " ".join(f"{name}={value}" for name, value in self.entry.params.items())
        return f"{self.entry.object} {self.fault} ({self.entry.rows:,} records of {self.entry.endpoint} {asked})"


def judged(store: RawStore, answers: Sequence[Numbered]) -> tuple[list[Numbered], list[DamagedAnswer]]:
    """The answers that can be read, and the others. A store that cannot be reached is an error of its own."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as readers:
        faults = list(readers.map(lambda numbered: _fault(store, numbered[1]), answers))
    sound = [numbered for numbered, fault in zip(answers, faults, strict=True) if fault is None]
    damaged = [DamagedAnswer(*numbered, fault) for numbered, fault in zip(answers, faults, strict=True) if fault]
    return sound, damaged


def on_sound(
    store: RawStore, answers: Sequence[Numbered], work: Callable[[list[Numbered]], T]
) -> tuple[T, list[Numbered], list[DamagedAnswer]]:
    """What `work` makes of those answers that can be read, these answers, and the others.

    An object may vanish between the judgement and Spark's reading: then `work` fails, has written nothing, and is
    begun again without that object. An error that no object is to blame for is raised.
    """
    sound, damaged = judged(store, answers)
    while True:
        try:
            return work(sound), sound, damaged
        except (PySparkException, Py4JJavaError):
            sound, more = judged(store, sound)
            if not more:
                raise
            damaged += more


def not_outdated(damaged: Collection[DamagedAnswer], sound: Collection[Numbered]) -> list[DamagedAnswer]:
    """Those of the damaged to whose request no sound answer is newer."""
    newest: dict[str, str] = {}
    for _, entry in sound:
        newest[entry.request_hash] = max(newest.get(entry.request_hash, ""), entry.fetched_at)
    return [each for each in damaged if newest.get(each.entry.request_hash, "") <= each.entry.fetched_at]


def _fault(store: RawStore, entry: Entry) -> str | None:
    try:
        stored = store.read(entry.object)
    except FileNotFoundError:
        return "is gone"
    if is_what_landed(stored, entry):
        return None
    # Only of what is damaged one wants to know more: that takes it apart.
    try:
        insist_on_answer(stored, entry)
    except Damaged as damage:
        return f"is damaged: {damage}"
    return "is damaged"

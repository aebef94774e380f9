"""Which of the declared fields never come.

Nearly free: as soon as every field has been seen once, which mostly is in the first record, nobody looks any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from msgspec import UNSET

from cbbd_spark.raw.structs import attribute
from cbbd_spark.spec.record import Array, Object, Type


@dataclass(frozen=True)
class Declared:
    """The fields of an object of the contract, and the objects in it.

    fields: attribute of the struct -> path; below: attribute -> the object, or the items of the array, that it holds
    values: the fields' values in a record, all with one call
    """

    fields: dict[str, str]
    below: dict[str, Declared]
    values: Callable[[Any], tuple[Any, ...]]


def declared(shape: Object, path: str = "") -> Declared:
    """What a record of that shape can have. What the wire is known never to carry is not missed."""
    fields: dict[str, str] = {}
    below: dict[str, Declared] = {}
    for place, field in enumerate(shape.fields):
        name, where = attribute(place, field), f"{path}{field.name}"
        if field.is_sent:
            fields[name] = where
        inner, brackets = _item(field.type)
        if isinstance(inner, Object):
            below[name] = declared(inner, f"{where}{brackets}.")
    return Declared(fields, below, _values(tuple(fields)))


class Presence:
    """The fields that no record had so far.

    A field of an object that is null itself, or of an array that is empty, was neither there nor missing.
    """

    def __init__(self, of: Declared) -> None:
        self.is_settled = False
        self._objects = 0
        self._unseen = of.fields
        self._of = of
        self._below: dict[str, Presence] = {}

    def look(self, records: Sequence[Any]) -> None:
        """Takes note of the fields that decoded records have."""
        if self.is_settled or not records:
            return
        self._objects += len(records)
        for record in records:
            if UNSET not in self._of.values(record):
                self._unseen = {}
            if not self._unseen:
                break
            self._unseen = {name: path for name, path in self._unseen.items() if getattr(record, name) is UNSET}
        if not self._below:
            self._below = {name: Presence(of) for name, of in self._of.below.items()}
        for name, below in self._below.items():
            if not below.is_settled:
                below.look(_flat(map(attrgetter(name), records)))
        self.is_settled = not self._unseen and all(each.is_settled for each in self._below.values())

    def missing(self, least: int) -> Iterator[tuple[str, int]]:
        """Path of each field that never came, and how often its object did; at least `least` times."""
        if self._objects >= least:
            yield from ((path, self._objects) for path in self._unseen.values())
        for below in self._below.values():
            yield from below.missing(least)


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    return attrgetter(*names, names[0])  # once more, because of a single name it makes no tuple


def _item(shape: Type) -> tuple[Type, str]:
    """What an array holds at last, with a pair of brackets for each array around it."""
    if not isinstance(shape, Array):
        return shape, ""
    inner, brackets = _item(shape.items)
    return inner, f"[]{brackets}"


def _flat(values: Iterable[Any]) -> list[Any]:
    """Structs among values and in lists of them; null, UNSET and empty lists leave nothing."""
    found = []
    for value in values:
        if isinstance(value, list):
            found += _flat(value)
        elif value:
            found.append(value)
    return found

"""In what an answer differs from its contract: new, vanished and changed fields, and values that are not listed.

What is new or changed is what bronze puts into `_rescued`, because the same code tells it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import UNSET

from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.manifest import Difference, Drift
from cbbd_spark.raw.presence import Presence
from cbbd_spark.raw.rescue import Apart, kind_of
from cbbd_spark.raw.structs import attribute
from cbbd_spark.spec.record import Array, Object, Type

LEAST_ROWS = 20  # fewer records without a field say nothing
_MOST = 100  # differences of one answer that are told; where every record has fields of its own, these tell enough
_LONGEST = 80
_INDEX = re.compile(r"\[\d+\]")
_Key = tuple[Difference, str, str]


class Watch:
    """Watches the records of one answer."""

    def __init__(self, conformity: Conformity) -> None:
        self._conformity = conformity
        self._presence = Presence(conformity.declared)
        self._rows: Counter[_Key] = Counter()
        self._examples: dict[_Key, str] = {}

    def usual(self, records: Sequence[Any]) -> None:
        """Takes note of records as `Conformity.decode_lines` gives them."""
        self._presence.look(records)

    def unusual(self, line: bytes) -> tuple[Any, bool]:
        """Takes note of a record that is not among those; gives what of it fits, decoded, and whether it conforms.

        UnicodeDecodeError for what is not UTF-8.
        """
        line.decode()
        record = self._conformity.decode(line)
        conforms, fitting = record is not None, line
        if not conforms:
            apart = self._conformity.apart(line)
            fitting = apart.fitting
            record = self._conformity.decode(fitting)
            self._note(_misfits(apart))
        # Most of these records have no new value: a decoder knows that sooner than a walk through all their fields.
        if not self._conformity.decode_lines(fitting):
            shape = self._conformity.record
            self._note(((Difference.NEW_VALUE, *unlisted), "") for unlisted in _unlisted(record, shape))
        self._presence.look([record])
        return record, conforms

    def found(self) -> list[Drift]:
        """The differences of all records, each once."""
        different = [
            Drift(kind, path, f"{word} {self._examples[kind, path, word]}".strip()[:_LONGEST], rows)
            for (kind, path, word), rows in self._rows.items()
        ]
        missing = self._presence.missing(LEAST_ROWS)
        return different + [Drift(Difference.VANISHED_FIELD, path, "", rows) for path, rows in missing]

    def _note(self, differences: Iterable[tuple[_Key, str]]) -> None:
        """Counts the differences of one record, each once, with the first example of each."""
        for key, example in dict(differences).items():
            if key in self._examples or len(self._examples) < _MOST:
                self._rows[key] += 1
                self._examples.setdefault(key, example)


def drift_of(conformity: Conformity, lines: Iterable[bytes]) -> list[Drift]:
    """The drift of records that are JSON and come from anywhere, one by one."""
    watch = Watch(conformity)
    for line in lines:
        usual = conformity.decode_lines(line)
        if usual:
            watch.usual(usual)
        else:
            watch.unusual(line)
    return watch.found()


def _misfits(apart: Apart) -> Iterator[tuple[_Key, str]]:
    """What was taken out of a record, or put into other letters."""
    for path, value in (apart.aside | apart.converted).items():
        kind = Difference.NEW_FIELD if path in apart.unknown else Difference.CHANGED_TYPE
        word = kind_of(value)
        example = "" if word == "null" else value[: 4 * _LONGEST].decode(errors="ignore")
        yield (kind, _INDEX.sub("[]", path), word), example


def _unlisted(value: Any, shape: Type, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and value of each field whose value is not among those that the contract lists."""
    if not value:
        return
    if isinstance(shape, Array):
        for item in value:
            yield from _unlisted(item, shape.items, f"{path}[]")
    elif isinstance(shape, Object):
        for place, field in enumerate(shape.fields):
            inner, where = getattr(value, attribute(place, field)), f"{path}.{field.name}" if path else field.name
            if field.values and inner not in (None, UNSET) and _as_sent(inner) not in field.values:
                yield where, _as_sent(inner)
            yield from _unlisted(inner, field.type, where)


def _as_sent(value: Any) -> str:
    """The value in the contract's letters: a whole number has no fraction, also where any number may stand."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

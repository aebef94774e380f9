"""The shape of one record of an answer: a tree of fields, as the API's contract declares it.

Types are those of JSON, made sharper where the contract says more: `integer` (64 bits), `number` (a double),
`boolean`, `string`, `timestamp` (a string in RFC 3339), arrays and objects. Every field may be null or missing:
the wire breaks `required` in both directions, so only an endpoint's key is insisted upon.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """`homeTeamEloStart` -> `home_team_elo_start`; `PORPAG` -> `porpag`."""
    return _WORD.sub("_", name).lower()


class Scalar(Enum):
    """A JSON value that is neither array nor object."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    STRING = "string"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True)
class Array:
    """A JSON array whose items are all of one type."""

    items: Type


@dataclass(frozen=True)
class Field:
    """One key of an object. `name` is the API's own spelling, `column` the lake's.

    `values` are the values that the contract lists for an enumeration: a new one is drift, not an error.
    `is_sent` is False for what the contract declares and the wire is known never to carry.
    """

    name: str
    type: Type
    values: tuple[str, ...] = ()
    is_sent: bool = True

    @property
    def column(self) -> str:
        return snake_case(self.name)


@dataclass(frozen=True)
class Object:
    """A JSON object with its declared keys, in the contract's order."""

    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field with the API's name `name`; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def leaves(self, prefix: str = "") -> Iterator[tuple[str, Type]]:
        """Dotted path and type of each field that is not an object."""
        for field in self.fields:
            path = f"{prefix}{field.name}"
            if isinstance(field.type, Object):
                yield from field.type.leaves(f"{path}.")
            else:
                yield path, field.type

    @property
    def fingerprint(self) -> str:
        """Changes when a name or a type changes, so that an old judgement of a record is not trusted."""
        return hashlib.sha256(_signature(self).encode()).hexdigest()[:16]


Type = Scalar | Array | Object


def _signature(shape: Type) -> str:
    if isinstance(shape, Scalar):
        return shape.value
    if isinstance(shape, Array):
        return f"[{_signature(shape.items)}]"
    return "{" + ",".join(f"{field.name}:{_signature(field.type)}" for field in shape.fields) + "}"

"""The struct that a record of a contract is decoded into: the declared keys, the declared types, null everywhere."""

from __future__ import annotations

import keyword
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from cbbd_spark.spec.record import Array, Field, Object, Scalar, Type

_INT64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_PYTHON: dict[Scalar, Any] = {
    Scalar.INTEGER: _INT64,
    Scalar.NUMBER: float,
    Scalar.BOOLEAN: bool,
    Scalar.STRING: str,
    Scalar.TIMESTAMP: datetime,
}


def attribute(position: int, field: Field) -> str:
    """The name under which a struct has the field that stands at `position` in its object."""
    usable = field.name.isidentifier() and not keyword.iskeyword(field.name) and not field.name.startswith("__")
    return field.name if usable else f"field_{position}"


def annotation(shape: Type, name: str = "Record", *, listed_only: bool = False) -> Any:
    """The Python type of a value; structs in it are named after `name`."""
    if isinstance(shape, Scalar):
        return _PYTHON[shape]
    if isinstance(shape, Array):
        return list[annotation(shape.items, name, listed_only=listed_only) | None]  # type: ignore[misc]
    return compiled(shape, name, listed_only=listed_only)


def compiled(record: Object, name: str = "Record", *, listed_only: bool = False) -> type[msgspec.Struct]:
    """A struct that refuses unknown keys, and, if `listed_only`, values that the contract does not list.

    gc=False: records hold no cycles, and 40,000 of them cost the collector.
    """
    fields: list[tuple[str, Any, Any]] = []
    renamed: dict[str, str] = {}
    for position, field in enumerate(record.fields):
        renamed[attribute(position, field)] = field.name
        if listed_only and field.values:
            expected = _one_of(field)
        else:
            expected = annotation(field.type, f"{name}_{position}", listed_only=listed_only)
        fields.append((attribute(position, field), expected | None | msgspec.UnsetType, msgspec.UNSET))
    return msgspec.defstruct(name, fields, rename=renamed, forbid_unknown_fields=True, gc=False)


def _one_of(field: Field) -> Any:
    as_sent = str if field.type is Scalar.STRING else int
    return Literal[tuple(as_sent(value) for value in field.values)]

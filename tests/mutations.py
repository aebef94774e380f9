"""What a source can do to one field of a record: take it away, rename it, respell it, send another type."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cbbd_spark.spec.record import Array, Field, Object, Scalar, Type

Path = tuple[str | int, ...]
NOTHING = object()

_TYPICAL: dict[Scalar, Any] = {
    Scalar.INTEGER: 12,
    Scalar.NUMBER: 10.5,
    Scalar.BOOLEAN: True,
    Scalar.STRING: "12",
    Scalar.TIMESTAMP: "2024-11-05T00:30:00.000Z",
}
# Values that the type cannot hold. A text may hold anything, but only as a text.
_OTHER: dict[Scalar, list[Any]] = {
    Scalar.INTEGER: ["12", 12.5, {"value": 12}, [12], True],
    Scalar.NUMBER: ["10.5", {"value": 10.5}, [10.5], False],
    Scalar.BOOLEAN: ["true", 1, 0.0, {"value": True}],
    Scalar.STRING: [12, 10.5, True, {"name": "12"}, ["12"]],
    Scalar.TIMESTAMP: [1730766600000, "TBD", "2024-02-30T00:00:00Z", {"at": "2024-11-05"}, False],
}


@dataclass(frozen=True)
class Mutation:
    """A record after one thing was done to it.

    kind: removed, renamed, respelled, retyped; at: where it was done
    left: what of the record fits the contract; aside: path and value of what does not
    """

    kind: str
    at: Path
    record: dict[str, Any]
    left: dict[str, Any]
    aside: dict[str, Any]


def typical(shape: Type) -> Any:
    """A value with every declared field in it; an array has two items."""
    if isinstance(shape, Object):
        return {field.name: _listed(field) if field.values else typical(field.type) for field in shape.fields}
    if isinstance(shape, Array):
        return [typical(shape.items), typical(shape.items)]
    return _TYPICAL[shape]


def _listed(field: Field) -> Any:
    return field.values[0] if field.type is Scalar.STRING else int(field.values[0])


def mutations(record: Object) -> Iterator[Mutation]:
    """Each mutation of each field of a typical record, the nested ones too, one at a time."""
    whole = typical(record)
    for path, shape in _fields(record):
        name = str(path[-1])
        value = _at(whole, path)
        without = _with(whole, path, NOTHING)
        yield Mutation("removed", path, without, without, {})
        for kind, other in (("renamed", f"{name}New"), ("respelled", name.swapcase())):
            there = (*path[:-1], other)
            yield Mutation(kind, path, _with(without, there, value), without, {spelled(there): value})
        for other in _others(shape):
            retyped, nulled = _with(whole, path, other), _with(whole, path, None)
            yield Mutation("retyped", path, retyped, nulled, {spelled(path): other})


def spelled(path: Path) -> str:
    """As `_rescued` writes it, for names that are words."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    assert all(isinstance(part, int) or part.isidentifier() for part in path), path
    return text


def _fields(shape: Type, path: Path = ()) -> Iterator[tuple[Path, Type]]:
    if isinstance(shape, Object):
        for field in shape.fields:
            if field.name.isidentifier():
                yield (*path, field.name), field.type
                yield from _fields(field.type, (*path, field.name))
    elif isinstance(shape, Array):
        yield from _fields(shape.items, (*path, 1))


def _others(shape: Type) -> list[Any]:
    if isinstance(shape, Scalar):
        return _OTHER[shape]
    return ["x", 12, False, {"a": 1} if isinstance(shape, Array) else ["x"]]


def _at(record: Any, path: Path) -> Any:
    for part in path:
        record = record[part]
    return record


def _with(record: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(record)
    holder = _at(changed, path[:-1])
    if value is NOTHING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed

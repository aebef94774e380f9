"""Which field of a record a fault changes: the one that its rule names, else the first harmless one that suits."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from cbbd_spark.simulator.contract import Operation, document, record_schema, resolve
from cbbd_spark.simulator.faults.json_text import Part, find, parts, with_value
from cbbd_spark.simulator.routes import all_routes
from cbbd_spark.simulator.wire import plain

Suits = Callable[[Any], bool]


def is_whole_number(value: Any) -> bool:
    """An integer, but no boolean."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """An integer or a fraction, but no boolean."""
    return is_whole_number(value) or isinstance(value, float)


def is_text(value: Any) -> bool:
    """A text with something in it."""
    return isinstance(value, str) and bool(value)


def natural_key(operation: Operation) -> list[str]:
    """The fields that tell one record from another, as the contract names them."""
    names: list[str] = document()["paths"][operation.path]["get"]["x-cbbd"]["naturalKey"]
    return names


@cache
def enumerated(operation: Operation) -> list[str]:
    """The text fields of which the contract lists the values."""
    properties = record_schema(operation.path)["properties"]
    schemas = {name: resolve((facts.get("allOf") or [facts])[0]) for name, facts in properties.items()}
    return [name for name, schema in schemas.items() if schema.get("enum") and schema["type"] == "string"]


@cache
def _identity(operation: Operation) -> set[str]:
    return {*natural_key(operation), *all_routes()[operation.path].field_paths, "season", *enumerated(operation)}


def harmless(text: str, operation: Operation) -> Iterator[Part]:
    """The fields of a record but for ids and what requests are filtered by: to change those is another fault.

    Plain fields come first, then those inside of objects and arrays, then those inside of the latter.
    """
    level = [part for part in parts(text) if part.name not in _identity(operation)]
    while level:
        named = [part for part in level if not part.name.lower().endswith("id")]
        yield from named
        level = [inner for part in named for inner in parts(text, part.start)]


def value_of(text: str, part: Part) -> Any:
    """The value of a part, decoded."""
    return json.loads(text[part.start : part.end])


def chosen_field(text: str, operation: Operation, field: str, suits: Suits) -> Part | None:
    """The field that the rule names, else the first harmless one; None where no value suits."""
    found: Iterable[Part | None] = [find(text, field)] if field else harmless(text, operation)
    return next((part for part in found if part and suits(value_of(text, part))), None)


def chosen_text(text: str, field: str) -> Part | None:
    """The text that the rule names, else the first one, be it harmless or not."""
    found: Iterable[Part | None] = [find(text, field)] if field else parts(text)
    return next((part for part in found if part and is_text(value_of(text, part))), None)


def other_value(text: str, part: Part) -> str:
    """A value like that of a part, and another: a number is one more, a text has a mark at its end."""
    value = value_of(text, part)
    return json.dumps(plain(round(value + 1, 6)) if is_number(value) else f"{value} *", ensure_ascii=False)


def corrected(record: bytes, operation: Operation, field: str) -> bytes | None:
    """The record with one other value; a number if there is one."""
    text = record.decode()
    part = chosen_field(text, operation, field, is_number) or chosen_field(text, operation, field, is_text)
    return with_value(text, part, other_value(text, part)).encode() if part else None

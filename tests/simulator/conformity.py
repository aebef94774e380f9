"""Whether a record is what the contract declares: every key, in its order, of its type."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from cbbd_spark.simulator.contract import resolve

_NUMBERS = {"integer", "number"}


def faults(value: Any, schema: dict[str, Any], where: str = "record") -> Iterator[str]:
    """What is wrong with a value, as sentences."""
    is_nullable = schema.get("nullable") or schema.get("x-wire-nullable")
    if "allOf" in schema:
        schema = {**resolve(schema["allOf"][0])}
    schema = resolve(schema)
    if value is None:
        if not (is_nullable or schema.get("nullable")):
            yield f"{where} is null"
        return
    if schema.get("enum") and value not in schema["enum"]:
        yield f"{where}: {value!r} is not one of {schema['enum']}"
    yield from _of_type(value, schema, where)


def _of_type(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    kind = schema["type"]
    if kind == "object":
        yield from _object(value, schema, where)
    elif kind == "array":
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for place, item in enumerate(value):
            yield from faults(item, schema["items"], f"{where}[{place}]")
    elif kind in _NUMBERS:
        yield from _number(value, schema, where)
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{where}: {value!r} is no boolean"
    elif not isinstance(value, str):
        yield f"{where}: {value!r} is no text"
    elif schema.get("format") == "date-time":
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    elif schema.get("format") == "date":
        date.fromisoformat(value)


def _number(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f"{where}: {value!r} is no number"
    elif isinstance(value, float) and (schema["type"] == "integer" or schema.get("x-int-hint")):
        yield f"{where}: {value!r} is no whole number"
    elif isinstance(value, float) and value == int(value):
        yield f"{where}: {value!r} would be sent as an integer by a JavaScript server"


def _object(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    declared = schema.get("properties", {})
    sent = [name for name, facts in declared.items() if not facts.get("x-wire-absent")]
    if sorted(value) != sorted(sent):
        yield f"{where}: keys {sorted(set(value) ^ set(sent))} are missing or not declared"
    elif list(value) != sent:
        yield f"{where}: keys {list(value)} are not in the contract's order"
    for name in value:
        if name in declared:
            yield from faults(value[name], declared[name], f"{where}.{name}")

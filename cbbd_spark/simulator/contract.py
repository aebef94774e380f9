"""The API's contract as the server needs it, read from the contract.json that ships with the package."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """One declared parameter."""

    name: str
    where: str
    required: bool
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One GET path with the facts about the wire that the declared schema lacks."""

    path: str
    parameters: tuple[Parameter, ...]
    is_array: bool
    is_metered: bool
    tier: int
    row_cap: int | None
    require_one_of: tuple[tuple[str, ...], ...]
    max_concurrent: int | None


@cache
def document() -> dict[str, Any]:
    """The whole OpenAPI document."""
    text = resources.files("cbbd_spark.sources.cbbd").joinpath("contract.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed."""
    if "$ref" not in schema:
        return schema
    target: dict[str, Any] = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return target


def parameter_kind(schema: dict[str, Any]) -> str:
    """One of text, int, number, boolean, instant."""
    if schema.get("format") == "date-time":
        return "instant"
    kinds = {"integer": "int", "number": "number", "boolean": "boolean", "string": "text"}
    return kinds[schema["type"]]


def parameter(declared: dict[str, Any]) -> Parameter:
    """A parameter from its declaration."""
    schema = resolve(declared["schema"])
    return Parameter(
        name=declared["name"],
        where=declared["in"],
        required=declared.get("required", False),
        kind=parameter_kind(schema),
        choices=tuple(schema.get("enum", ())),
    )


def operation(path: str, declared: dict[str, Any]) -> Operation:
    """An operation from its declaration."""
    facts = declared["x-cbbd"]
    return Operation(
        path=path,
        parameters=tuple(parameter(each) for each in declared.get("parameters", ())),
        is_array=facts["isArray"],
        is_metered=facts["metered"],
        tier=facts["minPatronTier"],
        row_cap=facts.get("rowCap", {}).get("rows"),
        require_one_of=tuple(tuple(group) for group in facts.get("requireOneOf", ())),
        max_concurrent=facts.get("maxConcurrentPerUser"),
    )


@cache
def operations() -> dict[str, Operation]:
    """All operations by path."""
    return {path: operation(path, methods["get"]) for path, methods in document()["paths"].items()}


def record_schema(path: str) -> dict[str, Any]:
    """The schema of one record of a path's answer."""
    response = document()["paths"][path]["get"]["responses"]["200"]
    schema = resolve(response["content"]["application/json"]["schema"])
    return resolve(schema["items"]) if schema.get("type") == "array" else schema

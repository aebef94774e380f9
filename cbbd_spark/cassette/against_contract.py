"""Records held against the contract: what `raw.drift` tells of them in every run, and the nulls that it lets pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cbbd_spark.cassette.answer import Answer
from cbbd_spark.cassette.finding import Finding, Kind
from cbbd_spark.cassette.shape import NULL, Shape
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.drift import drift_of
from cbbd_spark.simulator.contract import record_schema, resolve
from cbbd_spark.spec.endpoint import Endpoint

_AGAINST = "contract"
Schema = dict[str, Any]


def findings(endpoint: Endpoint, answers: Sequence[Answer], shape: Shape) -> Iterator[Finding]:
    """What differs in the records of an endpoint; `shape` is theirs."""
    for drift in drift_of(Conformity(endpoint.record), (line for answer in answers for line in answer.lines)):
        seen = f"{drift.seen} ({drift.rows} times)".strip()
        yield Finding(endpoint.name, Kind(drift.kind.value), drift.path, seen, _AGAINST)
    for path, declared in _declared(record_schema(endpoint.path), ""):
        nulls = shape[path][NULL] if path in shape else 0
        if nulls and not _is_nullable(declared):
            yield Finding(endpoint.name, Kind.NULL, path, f"where a value is due ({nulls} times)", _AGAINST)
        if path in shape and declared.get("x-wire-absent"):
            yield Finding(endpoint.name, Kind.NEW_FIELD, path, "declared, and not sent until now", _AGAINST)


def _declared(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """Each path below a schema with what is declared of it."""
    shape = _resolved(schema)
    yield path, schema
    if "items" in shape:
        yield from _declared(shape["items"], f"{path}[]")
    for name, declared in shape.get("properties", {}).items():
        yield from _declared(declared, f"{path}.{name}" if path else name)


def _is_nullable(schema: Schema) -> bool:
    both = (schema, _resolved(schema))
    return any(each.get("nullable") or each.get("x-wire-nullable") for each in both)


def _resolved(schema: Schema) -> Schema:
    return resolve(schema["allOf"][0]) if "allOf" in schema else resolve(schema)

"""The contract that the server publishes, held against the one that ships with this project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbbd_spark.cassette.finding import Finding, Kind
from cbbd_spark.cassette.plan import API_DOCS
from cbbd_spark.sources.cbbd.contract import contract

_AGAINST = "shipped contract"
_DEEPEST = 12  # a schema that contains itself has no end
Json = dict[str, Any]


def findings(published: Any) -> Iterator[Finding]:
    """Paths, parameters and fields that differ; none where nothing is published.

    What the wire is known to do otherwise than the contract says is no difference here.
    """
    if not isinstance(published, dict) or not isinstance(published.get("paths"), dict):
        return
    shipped = contract().document
    theirs, ours = published["paths"], shipped["paths"]
    for path in sorted({*theirs, *ours}):
        if path not in ours:
            yield _finding(path, "a new path")
        elif "get" not in theirs.get(path, {}):
            yield _finding(path, "is not published")
        else:
            yield from _compared(path, "parameter ", _parameters(published, path), _parameters(shipped, path))
            yield from _compared(path, "field ", _fields(published, path), _fields(shipped, path))


def _compared(path: str, what: str, theirs: dict[str, str], ours: dict[str, str]) -> Iterator[Finding]:
    for name in sorted({*theirs, *ours}):
        if name not in ours:
            yield _finding(path, f"{what}{name} is new ({theirs[name]})")
        elif name not in theirs:
            yield _finding(path, f"{what}{name} is gone")
        elif theirs[name] != ours[name]:
            yield _finding(path, f"{what}{name} is {theirs[name]}, was {ours[name]}")


def _finding(path: str, detail: str) -> Finding:
    return Finding(API_DOCS.name, Kind.CONTRACT, f"{path}: {detail}", "", _AGAINST)


def _parameters(document: Json, path: str) -> dict[str, str]:
    declared = (_resolved(document, each) for each in document["paths"][path]["get"].get("parameters", ()))
    return {
        each["name"]: _words(document, each.get("schema", {})) + (", required" if each.get("required") else "")
        for each in declared
    }


def _fields(document: Json, path: str) -> dict[str, str]:
    """Each field of the answer by its path, in words."""
    answers = document["paths"][path]["get"].get("responses", {})
    content = _resolved(document, answers.get("200", {})).get("content", {})
    found: dict[str, str] = {}
    _add(document, content.get("application/json", {}).get("schema", {}), "", found)
    return found


def _add(document: Json, schema: Json, path: str, found: dict[str, str]) -> None:
    if schema.get("x-undeclared-on-wire"):
        return
    found[path] = _words(document, schema)
    shape = _resolved(document, schema)
    if path.count(".") + path.count("[]") > _DEEPEST:
        return
    if "items" in shape:
        _add(document, shape["items"], f"{path}[]", found)
    for name, declared in shape.get("properties", {}).items():
        _add(document, declared, f"{path}.{name}" if path else name, found)


def _words(document: Json, schema: Json) -> str:
    """Type, format, values and nullability of a schema."""
    shape = _resolved(document, schema)
    words = [str(shape.get("type", "anything"))]
    if shape.get("format") in ("date", "date-time"):
        words.append(shape["format"])
    if shape.get("enum"):
        words.append("one of " + " ".join(sorted(str(value) for value in shape["enum"] if value is not None)))
    if schema.get("nullable") or shape.get("nullable"):
        words.append("nullable")
    return ", ".join(words)


def _resolved(document: Json, schema: Json) -> Json:
    """The schema with its references followed; one that leads nowhere is empty."""
    for _ in range(_DEEPEST):
        if "$ref" in schema:
            target: Any = document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                target = target.get(name, {}) if isinstance(target, dict) else {}
            schema = target
        elif len(schema.get("allOf", ())) == 1:
            schema = schema["allOf"][0]
        else:
            break
    return schema

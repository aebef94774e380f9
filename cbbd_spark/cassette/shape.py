"""The shape of JSON values: which paths there are, and which kinds of values at each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

# `teamStats.points.byPeriod[]` -> how often each kind of value stands there. The record itself is the path "".
Shape = dict[str, Counter[str]]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
OBJECT, LIST, NULL = "object", "list", "null"
# Numbers are one kind: JavaScript writes 80.0 as 80.
_KINDS = {dict: OBJECT, list: LIST, type(None): NULL, bool: "boolean", int: "number", float: "number", str: "text"}


def shape_of(values: Iterable[Any]) -> Shape:
    """The shape of all the values together."""
    shape: Shape = defaultdict(Counter)
    for value in values:
        _add(value, "", shape)
    return dict(shape)


def together(*shapes: Shape) -> Shape:
    """One shape for all."""
    whole: Shape = defaultdict(Counter)
    for shape in shapes:
        for path, kinds in shape.items():
            whole[path].update(kinds)
    return dict(whole)


def parent(path: str) -> tuple[str, str]:
    """The path that a path stands in, and the kind of value that it needs to be there."""
    if path.endswith("[]"):
        return path[:-2], LIST
    return path.rpartition(".")[0], OBJECT


def _add(value: Any, path: str, shape: Shape) -> None:
    kind = _KINDS[type(value)]
    if kind == "text" and _INSTANT.fullmatch(value):
        kind = "time"
    shape[path][kind] += 1
    if kind == OBJECT:
        for name, item in value.items():
            _add(item, f"{path}.{name}" if path else name, shape)
    elif kind == LIST:
        for item in value:
            _add(item, f"{path}[]", shape)

"""The slow path: takes one record apart, field by field, into what its contract can hold and what it cannot.

Numbers are kept in the letters in which they came, so that nothing is rounded on the way.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from cbbd_spark.spec.record import Array, Object, Scalar, Type

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGER = re.compile(r"-?[0-9]+")
_INT64_DIGITS = 19
_MISFIT = object()


class _Number(str):
    """A JSON number as written."""

    __slots__ = ()


def take_apart(line: str, record: Object) -> tuple[str, str | None]:
    """A JSON text that fits `record`, and a JSON object of path -> value of what does not; None when all fits."""
    try:
        value = json.loads(line, parse_int=_Number, parse_float=_Number, parse_constant=_refuse)
        aside: dict[str, Any] = {}
        if not isinstance(value, dict):
            return "{}", _text({"_record": value})
        fitting = _text(_fit(value, record, "", aside))
        return fitting, _text(aside) if aside else None
    except (ValueError, RecursionError):
        # Not JSON, or nested deeper than anything that could be read: kept as the text that it is.
        return "{}", json.dumps({"_record": line})


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _fit(value: Any, shape: Type, path: str, aside: dict[str, Any]) -> Any:
    """`value` as far as `shape` holds it; the rest goes into `aside` under its path."""
    if value is None:
        return None
    if isinstance(shape, Object) and isinstance(value, dict):
        return _fit_object(value, shape, path, aside)
    if isinstance(shape, Array) and isinstance(value, list):
        return [_fit(item, shape.items, f"{path}[{index}]", aside) for index, item in enumerate(value)]
    fitting = _fit_scalar(value, shape) if isinstance(shape, Scalar) else _MISFIT
    if fitting is _MISFIT:
        aside[path] = value
        return None
    return fitting


def _fit_object(value: dict[str, Any], shape: Object, path: str, aside: dict[str, Any]) -> dict[str, Any]:
    known = {field.name: field.type for field in shape.fields}
    kept = {}
    for key, item in value.items():
        where = _child(path, key)
        if key in known:
            kept[key] = _fit(item, known[key], where, aside)
        else:
            aside[where] = item
    return kept


def _child(path: str, key: str) -> str:
    if not _WORD.fullmatch(key):
        return f"{path}[{_text(key)}]"
    return f"{path}.{key}" if path else key


def _fit_scalar(value: Any, shape: Scalar) -> Any:
    if isinstance(value, _Number):
        if shape is Scalar.INTEGER:
            return _integer(value)
        return value if shape is Scalar.NUMBER and math.isfinite(float(value)) else _MISFIT
    if isinstance(value, bool):
        return value if shape is Scalar.BOOLEAN else _MISFIT
    if isinstance(value, str) and _is_unicode(value):
        if shape is Scalar.STRING:
            return value
        return value if shape is Scalar.TIMESTAMP and _is_timestamp(value) else _MISFIT
    return _MISFIT


def _integer(value: _Number) -> Any:
    """The number in an integer's letters when it is whole and has 64 bits."""
    if _INTEGER.fullmatch(value):
        whole = value
    else:
        number = Decimal(value)
        # The exponent is looked at first: written out, 1e999999999 would not fit in memory.
        if number.adjusted() >= _INT64_DIGITS or number != number.to_integral_value():
            return _MISFIT
        whole = _Number(int(number))
    fits = len(whole) <= _INT64_DIGITS + 1 and -(2**63) <= int(whole) < 2**63
    return whole if fits else _MISFIT


def _is_timestamp(value: str) -> bool:
    try:
        msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return False
    return True


def _is_unicode(value: str) -> bool:
    """False for half of a surrogate pair, which no UTF-8 can hold."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Any) -> str:
    """JSON with each number in its own letters."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=not _is_unicode(value))
    return json.dumps(value)

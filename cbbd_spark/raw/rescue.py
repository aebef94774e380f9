"""The slow path: takes one record apart, field by field, into what its contract can hold and what it cannot.

What fits stays in the bytes in which it came, and so does what does not: no number is rounded on the way.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from cbbd_spark.raw.structs import annotation
from cbbd_spark.spec.record import Array, Object, Scalar, Type

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INT64_DIGITS = 19
_NULL = b"null"
_FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_ANY = msgspec.json.Decoder(msgspec.Raw)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass
class Apart:
    """A record taken apart. Values are JSON, as sent.

    fitting: a JSON object of what the contract can hold
    aside: path -> value of what it cannot; of these, `unknown` are the paths that it does not declare
    converted: path -> value of what it holds in other letters (`10.0` as 10): nothing is lost by that
    """

    fitting: bytes = b"{}"
    aside: dict[str, bytes] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    converted: dict[str, bytes] = field(default_factory=dict)

    @property
    def rescued(self) -> str | None:
        """A JSON object of path -> value of what does not fit; None when all fits."""
        values = b",".join(b"%s:%s" % (_text(path), value) for path, value in self.aside.items())
        return f"{{{values.decode()}}}" if values else None


class Rescue:
    """Takes apart what should be of one shape, and is not."""

    def __init__(self, shape: Type) -> None:
        self._decoder = msgspec.json.Decoder(annotation(shape) | None)
        self._is_integer = shape is Scalar.INTEGER
        self._items = Rescue(shape.items) if isinstance(shape, Array) else None
        self._fields: dict[str, Rescue] | None = None
        if isinstance(shape, Object):
            self._fields = {one.name: Rescue(one.type) for one in shape.fields}
            self._keys = {name: _text(name) + b":" for name in self._fields}

    def take_apart(self, line: bytes) -> Apart:
        """What of a record fits and what does not. Of no object at all nothing fits: its path is `_record`."""
        apart = Apart()
        try:
            line.decode()
            value = bytes(_ANY.decode(line))
            if value.startswith(b"{"):
                apart.fitting = self.fit(value, "", apart)
            else:
                apart.aside["_record"] = value
        except _FAULTS:
            # Not JSON, or nested deeper than anything that could be read: kept as the text that it is.
            return Apart(aside={"_record": _text(line.decode(errors="backslashreplace"))})
        return apart

    def holds(self, value: bytes) -> bool:
        """Whether a value is of the shape."""
        try:
            self._decoder.decode(value)
        except _FAULTS:
            return False
        return True

    def fit(self, value: bytes, path: str, apart: Apart) -> bytes:
        """What is left of a value that does not hold; the rest is set aside under its path."""
        if self._fields is not None and value.startswith(b"{"):
            return self._fit_fields(self._fields, value, path, apart)
        if self._items is not None and value.startswith(b"["):
            return self._fit_items(self._items, value, path, apart)
        whole = _whole(value) if self._is_integer else None
        (apart.aside if whole is None else apart.converted)[path] = value
        return _NULL if whole is None else whole

    def _fit_fields(self, fields: dict[str, Rescue], value: bytes, path: str, apart: Apart) -> bytes:
        kept = []
        for name, sent in _OBJECT.decode(value).items():
            item, shape = bytes(sent), fields.get(name)
            if shape is None:
                where = _child(path, name)
                apart.aside[where] = item
                apart.unknown.add(where)
            else:
                fitting = item if shape.holds(item) else shape.fit(item, _child(path, name), apart)
                kept.append(self._keys[name] + fitting)
        return b"{%s}" % b",".join(kept)

    def _fit_items(self, shape: Rescue, value: bytes, path: str, apart: Apart) -> bytes:
        items = enumerate(map(bytes, _ARRAY.decode(value)))
        return b"[%s]" % b",".join(
            item if shape.holds(item) else shape.fit(item, f"{path}[{index}]", apart) for index, item in items
        )


def kind_of(value: bytes) -> str:
    """The JSON word for the type of a value."""
    return _KINDS.get(value[:1]) or ("integer" if re.fullmatch(rb"-?[0-9]+", value) else "number")


_KINDS = {b"{": "object", b"[": "array", b'"': "string", b"t": "boolean", b"f": "boolean", b"n": "null"}


def _child(path: str, key: str) -> str:
    if not _WORD.fullmatch(key):
        return f"{path}[{_text(key).decode()}]"
    return f"{path}.{key}" if path else key


def _text(value: str) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _whole(value: bytes) -> bytes | None:
    """The number in an integer's letters when it is whole and has 64 bits."""
    if value[:1] not in b"-0123456789":
        return None
    number = Decimal(value.decode())
    # The exponent is looked at first: written out, 1e999999999 would not fit in memory.
    if number.adjusted() >= _INT64_DIGITS or number != number.to_integral_value():
        return None
    whole = int(number)
    return b"%d" % whole if -(2**63) <= whole < 2**63 else None

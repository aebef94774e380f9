"""Rules of clean() that hold for any record, tried on records that hypothesis makes up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.spec.record import Array, Field, Object, Scalar, Type
from tests.raw.cleaned import cleaned

INNER = Object((Field("id", Scalar.INTEGER), Field("at", Scalar.TIMESTAMP), Field("tags", Array(Scalar.STRING))))
RECORD = Object(
    (
        Field("id", Scalar.INTEGER),
        Field("pct", Scalar.NUMBER),
        Field("name", Scalar.STRING),
        Field("flag", Scalar.BOOLEAN),
        Field("at", Scalar.TIMESTAMP),
        Field("inner", INNER),
        Field("list", Array(INNER)),
        Field("grid", Array(Array(Scalar.NUMBER))),
    )
)
JUDGE = Conformity(RECORD)

texts = st.text(max_size=5)
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts | moments
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def fitting(shape: Type) -> st.SearchStrategy[Any]:
    scalars: dict[Scalar, st.SearchStrategy[Any]] = {
        Scalar.INTEGER: st.integers(-(2**63), 2**63 - 1),
        Scalar.NUMBER: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70),
        Scalar.BOOLEAN: st.booleans(),
        Scalar.STRING: texts,
        Scalar.TIMESTAMP: moments,
    }
    if isinstance(shape, Scalar):
        return st.none() | scalars[shape]
    if isinstance(shape, Array):
        return st.none() | st.lists(fitting(shape.items), max_size=3)
    return st.none() | st.fixed_dictionaries({}, optional={f.name: fitting(f.type) for f in shape.fields})


def nearly(shape: Type) -> st.SearchStrategy[Any]:
    """Mostly as declared, and anywhere something else or an unknown key."""
    if isinstance(shape, Scalar):
        return fitting(shape) | anything
    if isinstance(shape, Array):
        return st.lists(nearly(shape.items), max_size=3) | anything
    known = st.fixed_dictionaries({}, optional={field.name: nearly(field.type) for field in shape.fields})
    unknown = st.dictionaries(texts | st.sampled_from(["Id", "a.b", "x[0]", "_record"]), anything, max_size=2)
    return st.builds(lambda a, b: {**b, **a}, known, unknown) | anything


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def spelled(path: tuple[str | int, ...]) -> str:
    """An independent spelling of the paths in `rescued`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.isascii() and part.isidentifier():
            text += f".{part}" if text else part
        else:
            text += f"[{json.dumps(part, ensure_ascii=False)}]"
    return text


def found(clean: Any, rescued: dict[str, Any], path: tuple[str | int, ...], value: Any) -> bool:
    for length in range(len(path) + 1):
        place = spelled(path[:length])
        if place in rescued:
            return descend(rescued[place], path[length:]) == value
    return bool(descend(clean, path) == value)


def descend(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def exactly(text: str) -> Any:
    """Numbers as they are written: as floats, 5.456498991787917e+16 would be another number than its digits."""
    return json.loads(text, parse_float=Decimal)


@settings(max_examples=250, deadline=None)
@given(nearly(RECORD))
@example({"id": 5.456498991787917e16})
def test_clean_always_conforms_and_nothing_is_lost(value: Any) -> None:
    line = json.dumps(value, ensure_ascii=False)
    clean_text, rescued_text = cleaned(JUDGE, line)
    assert JUDGE.conforms(clean_text.encode())
    value = exactly(line)
    if not isinstance(value, dict):
        assert (clean_text, exactly(rescued_text or "")) == ("{}", {"_record": value})
        return
    clean, rescued = exactly(clean_text), exactly(rescued_text or "{}")
    for path, leaf in leaves(value):
        assert found(clean, rescued, path, leaf), (path, leaf)


@settings(max_examples=100, deadline=None)
@given(fitting(RECORD).filter(lambda value: value is not None))
def test_a_conforming_record_comes_back_untouched(value: Any) -> None:
    line = json.dumps(value, ensure_ascii=False)
    assert JUDGE.conforms(line.encode())
    assert cleaned(JUDGE, line) == (line, None)


@settings(max_examples=100, deadline=None)
@given(nearly(RECORD))
def test_to_clean_what_is_clean_changes_nothing(value: Any) -> None:
    clean, _ = cleaned(JUDGE, json.dumps(value))
    assert cleaned(JUDGE, clean) == (clean, None)

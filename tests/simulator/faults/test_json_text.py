"""Changing one part of a JSON text leaves every other byte."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cbbd_spark.simulator.faults.json_text import find, parts, with_member, with_value, without

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
OBJECTS = st.dictionaries(st.text(min_size=1).filter(lambda key: "." not in key), VALUES, min_size=1, max_size=5)
STYLES = st.sampled_from([{"separators": (",", ":")}, {"indent": 2}, {"separators": (" , ", " : ")}])


@given(OBJECTS, STYLES, st.booleans())
def test_every_part_is_found_where_it_stands(document: dict[str, Any], style: Any, is_ascii: bool) -> None:
    text = json.dumps(document, ensure_ascii=is_ascii, **style)
    found = {part.name: json.loads(text[part.start : part.end]) for part in parts(text)}
    assert found == document


@given(OBJECTS, STYLES, st.data())
def test_a_part_can_be_replaced_or_taken_out(document: dict[str, Any], style: Any, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(document)))
    text = json.dumps(document, **style)
    part = find(text, name)
    assert part
    changed = with_value(text, part, "12")
    assert json.loads(changed) == document | {name: 12}
    assert changed[: part.start] == text[: part.start]
    assert changed.endswith(text[part.end :])
    assert json.loads(without(text, part)) == {key: value for key, value in document.items() if key != name}


@given(st.dictionaries(st.text(), VALUES, max_size=3), STYLES)
def test_a_member_comes_at_the_end(document: dict[str, Any], style: Any) -> None:
    text = with_member(json.dumps(document, **style), 'n"ew', "[1]")
    assert list(json.loads(text).items())[-1] == ('n"ew', [1])
    assert json.loads(text) == document | {'n"ew': [1]}


def test_a_dotted_path_goes_through_objects_and_arrays() -> None:
    text = '{"a": [1, {"b": {"c": 7}}], "d": 3}'
    part = find(text, "a.1.b.c")
    assert part
    assert text[part.start : part.end] == "7"
    assert find(text, "a.2") is None
    assert find(text, "d.x") is None

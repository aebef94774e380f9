"""Values that nobody has declared. All other bytes of a record stay."""

import json
import re

import pytest

from tests.simulator.calling import Caller
from tests.simulator.faults.struck import pair, struck


def only_change(right: str, wrong: str) -> tuple[str, str]:
    """What stood there, and what stands there now, without what is around it."""
    start = next(place for place, (a, b) in enumerate(zip(right, wrong, strict=False)) if a != b)
    end = next(place for place, (a, b) in enumerate(zip(right[::-1], wrong[::-1], strict=False)) if a != b)
    return right[start : len(right) - end], wrong[start : len(wrong) - end]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_is_none(api: Caller, value: str) -> None:
    ((right, wrong),) = pair(api, f"nan; value={value}; field=attendance", "/games", season=2025).changed
    attendance = json.loads(right)["attendance"]
    assert right.replace(f'"attendance":{attendance}', f'"attendance":{value}') == wrong


@pytest.mark.parametrize(
    ("to", "field", "pattern"),
    [
        ("float", "homePoints", r"{}.0"),
        ("text", "homePoints", r'"{}"'),
        ("object", "homePoints", '{{"value":{}}}'),
        ("text", "homePeriodPoints.0", '"{}"'),
    ],
)
def test_a_number_has_another_type(api: Caller, to: str, field: str, pattern: str) -> None:
    found = pair(api, f"type_drift; to={to}; field={field}; rows=3", "/games", season=2025)
    assert len(found.changed) == 3
    assert [right for right, _ in found.changed] != found.right[:3]
    for right, wrong in found.changed:
        game = json.loads(right)
        number = game["homePoints"] if field == "homePoints" else game["homePeriodPoints"][0]
        place = re.search(r'"homePoints":' if field == "homePoints" else r'"homePeriodPoints":\[', right)
        assert place
        rest = right[place.end() + len(str(number)) :]
        assert wrong == right[: place.end()] + pattern.format(number) + rest


def test_without_a_field_neither_ids_nor_filters_change(api: Caller) -> None:
    found = pair(api, "type_drift; rows=all", "/games", season=2025)
    assert len(found.changed) == len(found.right)
    drifted = {name for right, wrong in found.changed for name in names_of_changes(right, wrong)}
    assert drifted <= {"attendance", "homeSeed", "homePoints"}


def names_of_changes(right: str, wrong: str) -> set[str]:
    before, after = json.loads(right), json.loads(wrong)
    return {name for name in before if before[name] != after[name]}


def test_a_number_inside_is_taken_where_the_record_has_none_outside(api: Caller) -> None:
    ((right, wrong),) = pair(api, "type_drift", "/teams/roster", season=2025).changed
    assert names_of_changes(right, wrong) == {"players"}


def test_a_new_word_stands_where_the_contract_lists_all_words(api: Caller) -> None:
    ((right, wrong),) = pair(api, "new_enum; value=abandoned; field=status", "/games", season=2025).changed
    assert json.loads(wrong) == json.loads(right) | {"status": "abandoned"}
    ((right, wrong),) = pair(api, "new_enum", "/games", season=2025).changed
    assert names_of_changes(right, wrong) == {"seasonType"}


def test_an_endpoint_without_such_a_field_stays_as_it_is(api: Caller) -> None:
    answer = api.get("/venues", {"X-Simulate": "new_enum"})
    assert answer.body == api.get("/venues").body
    assert "X-Simulated-Fault" not in answer.headers


def test_an_invalid_byte_stands_at_the_beginning_of_a_text(api: Caller) -> None:
    right, wrong = api.get("/venues").body, struck(api, "invalid_utf8; field=name", "/venues").body
    assert wrong.count(b'"name":"\xff') == 1
    assert wrong.replace(b"\xff", b"") == right


def test_an_object_has_its_values_changed_as_a_row_has(api: Caller) -> None:
    right = api.get("/teams/directory", season=2025).json
    wrong = struck(api, "type_drift; field=teams.0.id", "/teams/directory", season=2025).json
    assert wrong["teams"][0]["id"] == str(right["teams"][0]["id"])
    assert wrong["teams"][1:] == right["teams"][1:]

"""Fields that come, go, come twice, or are spelled otherwise."""

import json

import pytest

from tests.simulator.calling import Caller
from tests.simulator.faults.struck import pair


def test_a_new_field_stands_at_the_end_of_every_record(api: Caller) -> None:
    found = pair(api, 'new_field; field=arena; value={"a": [1]}', "/venues")
    assert found.wrong == [record[:-1] + ',"arena":{"a": [1]}}' for record in found.right]


def test_a_field_has_vanished_from_every_record(api: Caller) -> None:
    found = pair(api, "vanished_field; field=city", "/venues")
    for right, wrong in zip(found.right, found.wrong, strict=True):
        city = json.dumps(json.loads(right)["city"], ensure_ascii=False)
        assert wrong == right.replace(f'"city":{city},', "")


@pytest.mark.parametrize("field", ["id", "country"])
def test_the_first_and_the_last_field_can_vanish(api: Caller, field: str) -> None:
    found = pair(api, f"vanished_field; field={field}", "/venues")
    for right, wrong in zip(found.right, found.wrong, strict=True):
        assert json.loads(wrong) == {name: value for name, value in json.loads(right).items() if name != field}


def test_without_a_name_no_key_vanishes(api: Caller) -> None:
    found = pair(api, "vanished_field", "/games", season=2025)
    (vanished,) = set(json.loads(found.right[0])) - set(json.loads(found.wrong[0]))
    assert vanished not in ("id", "season", "startDate", "homeTeamId", "homeTeam", "status")


@pytest.mark.parametrize(("differs", "values"), [("false", 1), ("true", 2)])
def test_a_key_comes_twice(api: Caller, differs: str, values: int) -> None:
    ((right, wrong),) = pair(api, f"duplicate_keys; field=name; differs={differs}", "/venues").changed
    sent = json.loads(wrong, object_pairs_hook=list)
    names = [value for name, value in sent if name == "name"]
    assert len(names) == 2
    assert len(set(names)) == values
    assert names[0] == json.loads(right)["name"]
    assert [pair_ for pair_ in sent if pair_[0] != "name"] == [
        pair_ for pair_ in json.loads(right, object_pairs_hook=list) if pair_[0] != "name"
    ]


def test_a_key_of_the_natural_key_is_in_lower_case(api: Caller) -> None:
    found = pair(api, "mixed_case", "/games/teams", season=2025)
    assert found.wrong == [record.replace('"gameId":', '"gameid":') for record in found.right]
    assert found.wrong != found.right


def test_names_of_teams_are_in_another_case(api: Caller) -> None:
    found = pair(api, "mixed_case; of=teams", "/games", season=2025)
    for right, wrong in zip(found.right, found.wrong, strict=True):
        before, after = json.loads(right), json.loads(wrong)
        for name in ("homeTeam", "awayTeam"):
            assert after.pop(name) in (before[name].upper(), before[name].lower())
            assert before.pop(name)
        assert after == before

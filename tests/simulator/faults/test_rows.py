"""Rows twice, rows that disagree, rows of somebody else."""

import json
from collections import Counter

import pytest

from tests.simulator.calling import Caller
from tests.simulator.faults.struck import pair


def test_a_row_comes_twice(api: Caller) -> None:
    found = pair(api, "duplicate_rows; rows=3", "/venues")
    doubled = Counter(found.wrong) - Counter(found.right)
    assert sorted(doubled.values()) == [1, 1, 1]
    assert set(found.wrong) == set(found.right)


def test_a_row_comes_twice_with_the_same_key_and_another_value(api: Caller) -> None:
    found = pair(api, "conflicting_rows", "/games", season=2025)
    (extra,) = set(found.wrong) - set(found.right)
    place = found.wrong.index(extra)
    assert [row for row in found.wrong if row != extra] == found.right
    true, false = json.loads(found.wrong[place - 1]), json.loads(extra)
    assert true["id"] == false["id"]
    assert sum(true[name] != false[name] for name in true) == 1


@pytest.mark.parametrize(
    ("path", "params", "asked"),
    [
        ("/games", {"season": 2025}, {2025}),
        ("/plays/date", {"date": "2025-01-15"}, {2025}),
        ("/teams/roster", {"season": 2024}, {2024}),
        ("/stats/player/season", {"season": 2025}, {2025}),
        ("/ratings/adjusted", {"season": 2025}, {2025}),
        ("/games/teams", {"startDateRange": "2025-01-01", "endDateRange": "2025-01-31"}, {2025}),
    ],
)
def test_an_ignored_filter_brings_other_seasons(
    api: Caller, path: str, params: dict[str, object], asked: set[int]
) -> None:
    found = pair(api, "ignored_filter; rows=400", path, **params)
    assert found.wrong[: len(found.right)] == found.right
    others = found.wrong[len(found.right) :]
    assert 0 < len(others) <= 400
    assert not set(others) & set(found.right)
    assert {json.loads(row)["season"] for row in others} - asked


def test_nothing_is_ignored_where_nothing_was_filtered(api: Caller) -> None:
    answer = api.get("/venues", {"X-Simulate": "ignored_filter"})
    assert answer.body == api.get("/venues").body


def test_an_endpoint_of_one_object_has_no_rows_to_double(api: Caller) -> None:
    for rule in ("duplicate_rows", "conflicting_rows", "ignored_filter", "corrections; capture=1", "empty_then_filled"):
        answer = api.get("/teams/directory", {"X-Simulate": rule}, season=2025)
        assert "X-Simulated-Fault" not in answer.headers
        assert answer.json["season"] == 2025

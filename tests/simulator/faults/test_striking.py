"""Whom a rule strikes, and how often."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.calling import Caller
from tests.simulator.faults.struck import ruled

ALWAYS: dict[str, Any] = {"fault": "5xx"}


def statuses(api: Caller, *paths: str) -> list[int]:
    return [api.get(path).status for path in paths]


@pytest.mark.parametrize("endpoint", ["/lines/providers", "lines_providers", "/lines/*", "lines_*"])
def test_a_rule_names_a_path_an_endpoint_or_a_pattern(league: Dataset, endpoint: str) -> None:
    with ruled(league, ALWAYS | {"endpoint": endpoint}) as api:
        assert statuses(api, "/lines/providers", "/venues") == [500, 200]


def test_a_path_with_parameters_is_named_as_the_contract_does(league: Dataset) -> None:
    with ruled(league, ALWAYS | {"endpoint": "/plays/game/{gameId}", "where": {"gameId": 250_010}}) as api:
        assert statuses(api, "/plays/game/250010", "/plays/game/250011") == [500, 200]


def test_a_rule_can_ask_for_parameters(league: Dataset) -> None:
    with ruled(league, ALWAYS | {"where": {"season": 2025, "team": "Nobody"}}) as api:
        asked = [
            api.get("/games", **params).status for params in ({"season": 2025}, {"season": 2025, "team": "Nobody"})
        ]
    assert asked == [200, 500]


def test_the_first_attempts_of_each_request_are_struck(league: Dataset) -> None:
    with ruled(league, ALWAYS | {"first": 2}) as api:
        assert statuses(api, *["/venues"] * 4, "/conferences") == [500, 500, 200, 200, 500]


def test_a_rule_strikes_so_many_times_in_all(league: Dataset) -> None:
    with ruled(league, ALWAYS | {"times": 3}) as api:
        assert statuses(api, "/venues", "/conferences", "/venues", "/plays/types", "/venues") == [
            500,
            500,
            500,
            200,
            200,
        ]


def test_a_share_of_the_calls_is_struck(league: Dataset) -> None:
    with ruled(league, ALWAYS | {"rate": 0.3}) as api:
        struck = Counter(api.get("/lines/providers", n=number).status for number in range(200))
    assert 40 < struck[500] < 80


def test_no_call_is_struck_at_a_rate_of_zero(league: Dataset) -> None:
    with ruled(league, ALWAYS | {"rate": 0.0}) as api:
        assert statuses(api, *["/venues"] * 5) == [200] * 5


async def all_at_once(api: Caller, numbers: list[int]) -> dict[int, list[int]]:
    async def attempts(number: int) -> list[int]:
        return [(await api.fetch("/lines/providers", n=number)).status for _ in range(3)]

    found = await asyncio.gather(*(attempts(number) for number in numbers))
    return dict(zip(numbers, found, strict=True))


def test_the_same_seed_strikes_the_same_attempts_in_whatever_order_they_come(league: Dataset) -> None:
    numbers = list(range(20))
    found = []
    for order, seed in ((numbers, 1), (numbers[::-1], 1), (numbers, 2)):
        with ruled(league, ALWAYS | {"rate": 0.5}, seed=seed) as api:
            found.append(asyncio.run(all_at_once(api, order)))
    assert found[0] == found[1] != found[2]


def test_each_rule_that_strikes_changes_the_answer_in_its_order(league: Dataset) -> None:
    rules: list[dict[str, Any]] = [
        {"fault": "type_drift", "field": "id", "rows": "all"},
        {"fault": "vanished_field", "field": "name"},
        {"fault": "slow_body", "piece": 100_000, "pause": 0},
    ]
    with ruled(league, *rules) as api:
        answer = api.get("/lines/providers")
    assert answer.headers["X-Simulated-Fault"] == "type_drift, vanished_field, slow_body"
    assert {type(row["id"]) for row in answer.json} == {str}
    assert {tuple(row) for row in answer.json} == {("id",)}


def test_faults_of_the_body_are_lost_on_a_refusal_whichever_comes_first(league: Dataset) -> None:
    page: dict[str, Any] = {"fault": "html"}
    for rules in ([ALWAYS, page], [page, ALWAYS]):
        with ruled(league, *rules) as api:
            assert api.get("/venues").json == {"message": "Internal Server Error"}


def test_a_header_adds_a_rule_for_one_call(league: Dataset) -> None:
    with ruled(league, {"fault": "slow_body", "piece": 100_000, "pause": 0}) as api:
        answer = api.get("/venues", {"X-Simulate": "404; first=1"})
        again = api.get("/venues", {"X-Simulate": "404; first=1"})
    assert (answer.status, again.status) == (404, 200)


@pytest.mark.parametrize("header", ["5xy", "5xx; status", "5xx; status=200", "5xx; colour=red", ""])
def test_a_header_that_is_no_rule_is_a_400_that_says_why(api: Caller, header: str) -> None:
    answer = Caller(api.url).get("/venues", {"X-Simulate": header or " "})
    assert answer.status == 400
    assert answer.json["message"].startswith("X-Simulate: ")


def test_an_unknown_route_is_not_struck(league: Dataset) -> None:
    with ruled(league, ALWAYS) as api:
        assert statuses(api, "/nothing") == [404]

"""A source that says something else later."""

import asyncio
import json
from typing import Any

import aiohttp

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.calling import Caller
from tests.simulator.faults.struck import ruled


def captures(api: Caller, count: int, path: str = "/games", **params: Any) -> list[list[dict[str, Any]]]:
    return [api.rows(path, **params) for _ in range(count)]


def test_corrections_change_add_and_take_away_rows_from_a_capture_on(league: Dataset, api: Caller) -> None:
    rule = {"fault": "corrections", "endpoint": "games", "capture": 3, "changed": 2, "appeared": 1, "vanished": 4}
    with ruled(league, rule) as corrected:
        first, second, third, fourth = captures(corrected, 4, season=2025)
    truth = {game["id"]: game for game in api.rows("/games", season=2025)}
    before, after = ({game["id"]: game for game in capture} for capture in (first, third))
    assert (first, third) == (second, fourth)
    assert len(truth.keys() - before.keys()) == 1
    assert all(truth[number] == game for number, game in before.items())
    assert len(before.keys() - after.keys()) == 4
    assert after.keys() - before.keys() == truth.keys() - before.keys()
    assert sum(after[number] != before[number] for number in after.keys() & before.keys()) == 2
    assert len(after) < len(before)


def test_a_correction_can_name_its_field(league: Dataset) -> None:
    rule = {"fault": "corrections", "capture": 1, "field": "startDate", "changed": 1}
    with ruled(league, rule) as corrected, ruled(league) as right:
        pairs = zip(corrected.rows("/games", season=2025), right.rows("/games", season=2025), strict=True)
        changes = [{name for name in was if was[name] != is_[name]} for is_, was in pairs if is_ != was]
    assert changes == [{"startDate"}]


def test_a_call_that_failed_is_no_capture(league: Dataset) -> None:
    rules = [
        {"fault": "corrections", "capture": 2},
        {"fault": "5xx", "first": 1},
        {"fault": "html", "first": 2},
        {"fault": "cut_gzip", "first": 3},
    ]
    with ruled(league, *rules) as api, ruled(league) as right:
        for _ in range(3):
            asyncio.run(no_use(api))
        first, second = captures(api, 2, "/venues")
        assert first == right.rows("/venues") != second


async def no_use(api: Caller) -> None:
    """A call whose answer is of no use."""
    headers = {"Authorization": "Bearer x"}
    async with (
        aiohttp.ClientSession(headers=headers, auto_decompress=False) as session,
        session.get(f"{api.url}/venues") as response,
    ):
        assert set(response.headers["X-Simulated-Fault"].split(", ")) & {"5xx", "html", "cut_gzip"}


def test_each_request_has_captures_of_its_own(league: Dataset) -> None:
    with ruled(league, {"fault": "empty_then_filled"}) as api:
        answers = [api.rows("/games", season=season) == [] for season in (2025, 2024, 2025, 2024)]
    assert answers == [True, True, False, False]


def test_the_order_of_parameters_makes_no_other_request(league: Dataset) -> None:
    with ruled(league, {"fault": "empty_then_filled", "answers": 1}) as api:
        assert api.rows("/games", season=2025, seasonType="regular") == []
        assert api.rows("/games", seasonType="regular", season=2025) != []


def test_corrections_do_not_touch_what_the_server_keeps(league: Dataset) -> None:
    before = [record.body for record in league.records("/games", {})]
    with ruled(league, {"fault": "corrections", "capture": 1, "changed": 50, "vanished": 5}) as api:
        struck = api.rows("/games")
    assert [record.body for record in league.records("/games", {})] == before
    assert [json.loads(body) for body in before] != struck

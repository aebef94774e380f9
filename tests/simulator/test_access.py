"""Keys, tiers, the quota and calls at once."""

import asyncio
import time

import aiohttp
import pytest

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.server import REQUEST_LOG, create_app, serve_in_thread
from tests.simulator.calling import Caller


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "bearer some-key", "some-key", "Basic some-key", "Token Bearer some-key", "Bearer wrong"],
)
def test_a_call_without_a_good_key_is_refused(api: Caller, header: str) -> None:
    answer = api.get("/conferences", headers={"Authorization": header})
    assert answer.status == 401
    assert answer.json["message"].startswith("Unauthorized. ")
    assert "X-CallLimit-Remaining" not in answer.headers


def test_any_key_is_good_when_none_are_named(api: Caller) -> None:
    assert Caller(api.url, "whatever").get("/conferences").status == 200


def test_only_the_named_keys_are_good(league: Dataset) -> None:
    with serve_in_thread(create_app(league, keys={"good"})) as url:
        assert Caller(url, "good").get("/conferences").status == 200
        assert Caller(url, "other").get("/conferences").status == 401


def test_a_tier_too_low_is_a_401_that_names_the_tier(league: Dataset) -> None:
    with serve_in_thread(create_app(league, keys={"free": 0, "first": 1, "second": 2})) as url:
        statuses = {
            key: [Caller(url, key).get(path).status for path in ("/scoreboard", "/stats/team/leaderboard")]
            for key in ("free", "first", "second")
        }
        refusal = Caller(url, "free").get("/scoreboard")
    assert statuses == {"free": [401, 401], "first": [200, 401], "second": [200, 200]}
    assert "tier 1" in refusal.json["message"]


def test_each_good_answer_takes_a_call_from_the_quota_and_a_refused_one_gives_it_back(league: Dataset) -> None:
    with serve_in_thread(create_app(league, quota=10)) as url:
        caller = Caller(url)
        left = [
            caller.get(asked).headers["X-CallLimit-Remaining"]
            for asked in ("/venues", "/venues", "/games?season=x", "/plays/date")
        ]
        other = Caller(url, "other").get("/venues").headers["X-CallLimit-Remaining"]
    assert left == ["9", "8", "8", "8"]
    assert other == "9"


def test_the_scoreboard_is_not_metered(league: Dataset) -> None:
    with serve_in_thread(create_app(league, quota=10)) as url:
        assert Caller(url).get("/scoreboard").headers["X-CallLimit-Remaining"] == "10"


def test_a_quota_used_up_is_a_429_without_retry_after(league: Dataset) -> None:
    with serve_in_thread(create_app(league, quota=1)) as url:
        caller = Caller(url)
        assert caller.get("/venues").status == 200
        answer = caller.get("/venues")
    assert answer.status == 429
    assert answer.json == {"message": "Monthly call quota exceeded."}
    assert answer.headers["X-CallLimit-Remaining"] == "0"
    assert "Retry-After" not in answer.headers


async def third_while_two_are_on_their_way(url: str) -> tuple[int, str | None, dict[str, str]]:
    """Two answers stop in the middle, so that both calls are surely under way when the third comes."""
    headers = {"Authorization": "Bearer x", "X-Simulate": "stall"}
    asked = "/lineups/team?season=2025&team=nobody"
    async with (
        aiohttp.ClientSession(url, headers=headers) as session,
        session.get(asked) as first,
        session.get(asked) as second,
        session.get(asked) as third,
    ):
        assert (first.status, second.status) == (200, 200)
        return third.status, third.headers.get("Retry-After"), await third.json()


@pytest.mark.parametrize("quota", [10, 2])
def test_a_third_call_at_once_to_lineups_of_a_team_is_a_429_before_the_quota_is_looked_at(
    league: Dataset, quota: int
) -> None:
    with serve_in_thread(create_app(league, quota=quota)) as url:
        status, after, body = asyncio.run(third_while_two_are_on_their_way(url))
        left = Caller(url, "x").get("/scoreboard").headers["X-CallLimit-Remaining"]
    assert (status, after) == (429, "1")
    assert body == {"message": "Too many concurrent requests for this endpoint."}
    assert left == str(quota - 2)


def test_the_log_tells_what_was_asked(league: Dataset) -> None:
    app = create_app(league)
    before = time.monotonic()
    with serve_in_thread(app) as url:
        Caller(url).get("/games", season=2025, team="x")
        Caller(url, "wrong").get("/venues")
        Caller(url).get("/nothing")
    logged = app[REQUEST_LOG]
    assert [entry[:4] for entry in logged] == [
        ("GET", "/games", {"season": "2025", "team": "x"}, 200),
        ("GET", "/venues", {}, 401),
        ("GET", "/nothing", {}, 404),
    ]
    assert before <= logged[0].at <= logged[2].at <= time.monotonic()

"""Waits, by a virtual clock."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cbbd_spark.errors import RetryLater
from cbbd_spark.ingest.faults import Draining, Throttled, Unusable
from cbbd_spark.ingest.persist import LONGEST_RETRY_AFTER, Persistence
from cbbd_spark.ingest.reply import retry_after
from cbbd_spark.ingest.throttle import Throttle
from cbbd_spark.sources import endpoints
from tests.ingest.virtual import START, run_virtually

GAMES = endpoints()["games"]


def clock() -> float:
    return asyncio.get_running_loop().time()


async def turns(throttle: Throttle, count: int, seconds: float = 0.0, workers: int = 50) -> list[float]:
    """When each of `count` calls began."""
    began: list[float] = []
    left = iter(range(count))

    async def work() -> None:
        for _ in left:
            async with throttle.turn(GAMES):
                began.append(clock())
                await asyncio.sleep(seconds)

    await asyncio.gather(*(work() for _ in range(workers)))
    return began


@pytest.mark.parametrize("rate", [0.5, 2, 10, 100])
def test_the_rate_is_kept_and_used_up(rate: float) -> None:
    began = run_virtually(turns(Throttle(rate, 50), 200))
    attained = 200 / (began[-1] + 1 / rate)
    assert 0.97 * rate <= attained <= 1.05 * rate
    for first, last in zip(began, began[10:], strict=False):
        assert last - first >= 10 / rate * 0.5, "a burst"


def test_no_more_calls_at_once_than_allowed() -> None:
    began = run_virtually(turns(Throttle(1000, 4), 12, seconds=10))
    assert [round(moment) for moment in began] == [0] * 4 + [10] * 4 + [20] * 4


def test_an_endpoint_s_own_limit_holds_beside_the_common_one() -> None:
    async def main() -> list[float]:
        throttle, began = Throttle(1000, 4), []
        slow = replace(GAMES, name="lineups_team", max_concurrent=2)

        async def call() -> None:
            async with throttle.turn(slow):
                began.append(round(clock()))
                await asyncio.sleep(10)

        await asyncio.gather(*(call() for _ in range(4)))
        return began

    assert run_virtually(main()) == [0, 0, 10, 10]


def test_a_pause_holds_everybody_and_ends_without_a_burst() -> None:
    async def main() -> list[float]:
        throttle = Throttle(2, 50)
        asyncio.get_running_loop().call_later(2.9, throttle.pause, 60)
        return await turns(throttle, 20)

    began = run_virtually(main())
    assert [moment for moment in began if 2.9 < moment < 62.9] == []
    after = [moment for moment in began if moment >= 62.9]
    assert after[10] - after[0] >= 4.5


class Script:
    """A call that fails as told and then succeeds."""

    def __init__(self, *faults: RetryLater) -> None:
        self._faults = list(faults)
        self.at: list[float] = []

    async def __call__(self) -> str:
        self.at.append(clock())
        if self._faults:
            raise self._faults.pop(0)
        return "done"


def insisting(seed: int = 1, attempts: int = 8, deadline: float = 600) -> Persistence:
    return Persistence(attempts, deadline, random.Random(seed), asyncio.Event())  # noqa: S311


def insist(script: Callable[[], Awaitable[str]], **options: int) -> str:
    async def main() -> str:
        return await insisting(**options).insist(script)

    return run_virtually(main())


def test_waits_double_at_most_and_differ_from_request_to_request() -> None:
    waits = []
    for seed in range(200):
        script = Script(*[RetryLater("no")] * 7)
        assert insist(script, seed=seed) == "done"
        waits.append([after - before for before, after in zip(script.at, script.at[1:], strict=False)])
    for number in range(7):
        most = min(60, 2**number)
        column = [row[number] for row in waits]
        assert max(column) <= most
        assert max(column) > 0.9 * most, "full jitter reaches its bound"
        assert min(column) < 0.1 * most, "full jitter reaches nearly 0"


def test_after_so_many_tries_the_last_fault_is_raised() -> None:
    script = Script(*[RetryLater(str(number)) for number in range(20)])
    with pytest.raises(RetryLater, match=r"^3$"):
        insist(script, attempts=4)
    assert len(script.at) == 4


def test_a_fault_may_ask_for_fewer_tries() -> None:
    script = Script(*[Unusable("html", tries=3)] * 20)
    with pytest.raises(Unusable):
        insist(script)
    assert len(script.at) == 3


def test_no_try_begins_after_the_deadline() -> None:
    script = Script(*[RetryLater("no", after=100)] * 20)
    with pytest.raises(RetryLater):
        insist(script, deadline=450)
    assert len(script.at) == 5
    assert script.at[-1] < 450


@pytest.mark.parametrize(("asked", "least", "most"), [(0, 0, 1), (7, 7, 7.2), (10**9, 300, 300.2)])
def test_the_source_s_own_wait_is_kept_up_to_a_bound(asked: float, least: float, most: float) -> None:
    script = Script(RetryLater("no", after=asked))
    insist(script)
    assert least <= script.at[1] <= most
    assert LONGEST_RETRY_AFTER == 300


def test_being_throttled_uses_up_no_try_but_the_deadline() -> None:
    script = Script(*[Throttled("slower", after=1)] * 12)
    assert insist(script, attempts=2) == "done"
    endless = Script(*[Throttled("slower", after=1)] * 10_000)
    with pytest.raises(Throttled):
        insist(endless, attempts=2)
    assert endless.at[-1] < 600


@pytest.mark.parametrize("after", [None, 0, 1])
def test_a_source_that_throttles_for_ever_is_asked_more_and_more_seldom(after: float | None) -> None:
    """Without that it would be asked up to the rate, and calls that are refused may count against the quota too."""
    script = Script(*[Throttled("slower", after=after)] * 10_000)
    with pytest.raises(Throttled):
        insist(script)
    assert 8 < len(script.at) < 40


def test_a_run_that_ends_makes_no_further_try() -> None:
    async def main() -> list[float]:
        persistence = insisting()
        script = Script(*[RetryLater("no", after=100)] * 5)
        asyncio.get_running_loop().call_later(150, persistence.ending.set)
        with pytest.raises(Draining):
            await persistence.insist(script)
        assert clock() == pytest.approx(150)
        with pytest.raises(Draining):
            await persistence.insist(script)
        return script.at

    assert len(run_virtually(main())) == 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("1000000000", 1e9),
        ("Tue, 05 Nov 2024 00:01:00 GMT", 60),
        ("Tue, 05 Nov 2024 01:01:00 +0100", 60),
        ("Tue, 05 Nov 2024 00:01:00 -0000", 60),
        ("Mon, 04 Nov 2024 00:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("9" * 30, None),
        ("٣", None),
        ("Tue, 99 Nov 2024 00:01:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_anything_else_is_ignored(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text}, START) == seconds


def test_a_reply_without_retry_after_asks_for_nothing() -> None:
    assert retry_after({}, START + timedelta(days=1)) is None

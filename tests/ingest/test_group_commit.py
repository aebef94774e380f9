"""Answers that wait together are landed together, and each of those who wait hears of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.errors import RetryLater, SetAside, StoreFull
from cbbd_spark.ingest.group_commit import GroupCommit
from cbbd_spark.ingest.landing import Answer, Landing
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Ledger, Status
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.bodies import LIMIT, compact
from tests.ingest.harvesting import CANARY

NOW = datetime(2024, 11, 10, 9, tzinfo=UTC)


class Bench:
    """A real landing in a folder. groups: the seasons that were landed together; full_for: so many groups find no room

    What is offloaded waits until `go` is set, so that a test says who waits together.
    """

    def __init__(self, folder: Path) -> None:
        self.raw = FolderStore(folder / "raw")
        self.ledger = Ledger(SqliteKeyValue(folder / "state.db"), "cbbd")
        self.landing = Landing(
            self.raw, self.ledger, Secret(CANARY), run_id="test", code_version="0", body_limit=LIMIT, now=lambda: NOW
        )
        self.commit = GroupCommit(self.landing, self.offload)
        self.go = asyncio.Event()
        self.groups: list[list[int]] = []
        self.full_for = 0

    async def offload(self, function: Callable[..., Any], /, *args: Any) -> Any:
        await self.go.wait()
        (answers,) = args
        self.groups.append([answer.request.params["season"] for answer in answers])
        if len(self.groups) <= self.full_for:
            raise StoreFull("no room")
        return function(answers)

    def land(self, season: int, body: bytes) -> asyncio.Task[Outcome]:
        """Somebody who waits for the landing of an answer about a season."""
        request = request_of(season)
        return asyncio.create_task(
            self.commit.land(Answer(request, Reply("https://api.example.com", 200, {}, body), 1))
        )

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


def request_of(season: int) -> Request:
    return Request(endpoints()["teams"], (("season", season),), season)


def teams(number: int) -> bytes:
    return compact([{"id": number, "school": f"School {number}"}])


@pytest.fixture
async def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def all_have_heard(tasks: Sequence[asyncio.Task[Outcome]]) -> None:
    _, left = await asyncio.wait(tasks, timeout=30)
    assert not left, "somebody waits for ever"


def ends(tasks: Sequence[asyncio.Task[Outcome]]) -> list[Kind | type[BaseException]]:
    return [type(task.exception()) if task.exception() else task.result().kind for task in tasks]


async def test_what_comes_while_a_group_is_written_is_the_next_group_in_its_order(bench: Bench) -> None:
    first = bench.land(2001, teams(1))
    await bench.settle()
    others = [bench.land(2001 + number, teams(number)) for number in range(1, 5)]
    await bench.settle()
    assert bench.groups == []
    bench.go.set()
    await asyncio.gather(first, *others)
    assert bench.groups == [[2001], [2002, 2003, 2004, 2005]]
    assert len(bench.raw.list("")) == 5


async def test_a_group_after_a_lull_is_written_too(bench: Bench) -> None:
    bench.go.set()
    for season in (2001, 2002):
        await bench.land(season, teams(season))
        await bench.settle()
    assert bench.groups == [[2001], [2002]]


async def test_one_bad_answer_among_good_ones_is_told_to_its_own_waiter_alone(bench: Bench) -> None:
    bodies = [teams(1), b"<html>", teams(3), b"null", b"[]"]
    waiting = [bench.land(2001 + number, body) for number, body in enumerate(bodies)]
    bench.go.set()
    await all_have_heard(waiting)
    assert ends(waiting)[::2] == [Kind.LANDED, Kind.LANDED, Kind.EMPTY]
    assert isinstance(waiting[1].exception(), RetryLater)
    assert isinstance(waiting[3].exception(), SetAside)
    assert bench.groups == [[2001, 2002, 2003, 2004, 2005]], "they were not written together"
    rows = [bench.ledger.row("teams", request_of(season).hash) for season in (2001, 2002, 2003, 2004, 2005)]
    assert [row and row.status for row in rows] == [Status.LANDED, None, Status.LANDED, None, Status.EMPTY]
    assert len(bench.raw.list("")) == 2


async def test_who_waited_and_has_gone_keeps_nobody_from_hearing(bench: Bench) -> None:
    """And its answer lands all the same: it came, and the next run need not ask."""
    waiting = [bench.land(2001 + number, teams(number)) for number in range(1, 4)]
    await bench.settle()
    waiting[0].cancel()
    await bench.settle()
    bench.go.set()
    await all_have_heard(waiting)
    assert waiting[0].cancelled()
    assert ends(waiting[1:]) == [Kind.LANDED, Kind.LANDED]
    row = bench.ledger.row("teams", request_of(2002).hash)
    assert row is not None
    assert row.status is Status.LANDED
    assert (await bench.land(2010, teams(10))).kind is Kind.LANDED, "nobody writes any more"


async def test_an_error_of_the_store_is_told_to_all_that_were_written_together_and_to_no_other(bench: Bench) -> None:
    bench.full_for = 1
    waiting = [bench.land(2001 + number, teams(number)) for number in range(1, 4)]
    bench.go.set()
    await all_have_heard(waiting)
    assert ends(waiting) == [StoreFull] * 3
    assert (await bench.land(2002, teams(1))).kind is Kind.LANDED
    assert bench.groups == [[2002, 2003, 2004], [2002]]


async def test_those_who_came_during_a_write_that_failed_are_written_next(bench: Bench) -> None:
    bench.full_for = 1
    first = bench.land(2001, teams(1))
    await bench.settle()
    second = bench.land(2002, teams(2))
    bench.go.set()
    await all_have_heard([first, second])
    assert ends([first, second]) == [StoreFull, Kind.LANDED]

"""What takes its time does so beside the event loop; and a loop that stood still all the same loses nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.landing import Landing
from cbbd_spark.ingest.offload import Offload
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.world import real_world
from cbbd_spark.settings import Settings
from tests.ingest.harvesting import CANARY
from tests.ingest.misbehaving import FaultServer, records
from tests.ingest.simulated.invariants import insist_on_whole
from tests.ingest.simulated.life import End, Life
from tests.ingest.simulated.swarm import Swarm


async def loop_lives_while_an_answer_is_landed(
    server: FaultServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, patience: float, offload: Offload | None
) -> bool:
    """Whether the loop does what it is asked to do before the landing has ended."""
    loop, land_all, found = asyncio.get_running_loop(), Landing.land_all, []

    def slowly(landing: Landing, answers: Sequence[Any]) -> Any:
        done = threading.Event()
        loop.call_soon_threadsafe(done.set)
        found.append(done.wait(patience))
        return land_all(landing, answers)

    monkeypatch.setattr(Landing, "land_all", slowly)
    server.script = {"/venues": [records([{"id": 1}])]}
    async with real_world(settings, Secret(CANARY)) as real:
        world = replace(real, offload=offload or real.offload)
        report = await harvest(settings, CANARY, Order(endpoints=["venues"]), run_id="test", world=world)
    assert report.total("landed") == 1
    return found == [True]


async def test_the_loop_goes_on_while_an_answer_is_landed(
    server: FaultServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await loop_lives_while_an_answer_is_landed(server, settings, monkeypatch, 30, None)


async def test_on_the_loop_itself_a_landing_would_hold_up_everything(
    server: FaultServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inline(function: Callable[..., Any], /, *args: Any) -> Any:
        return function(*args)

    assert not await loop_lives_while_an_answer_is_landed(server, settings, monkeypatch, 0.1, inline)


def life_that_stalls(seconds: float, deadline: float) -> Life:
    """At every tenth call, the loop of who asks stands still."""
    life = Life(3, Swarm(stalls=0.1, stall=seconds))
    api = msgspec.structs.replace(life.settings.api, deadline_seconds=deadline)
    life.settings = msgspec.structs.replace(life.settings, api=api)
    return life


def test_a_loop_that_stood_still_for_half_a_minute_makes_no_call_twice() -> None:
    life = life_that_stalls(seconds=30, deadline=600)
    assert reported(life.run()).set_aside == 0
    insist_on_whole(life)
    assert set(life.upstream.answered.values()) == {1}


def test_one_that_stood_still_beyond_the_deadline_costs_calls_and_nothing_else() -> None:
    life = life_that_stalls(seconds=60, deadline=20)
    reports = [reported(life.run())]
    assert reports[0].set_aside, "nothing was under way while it stood still"
    while reports[-1].calls:
        reports.append(reported(life.run()))
    assert reports[-1].set_aside == 0
    insist_on_whole(life)


def reported(end: End) -> HarvestReport:
    assert isinstance(end, HarvestReport), repr(end)
    return end

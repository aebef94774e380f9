"""The life of one lake: processes that are killed, paused and restarted, and a last one that finds all done."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from datetime import timedelta

import msgspec

from cbbd_spark.errors import (
    Busy,
    ConfigurationError,
    Interrupted,
    QuotaExhausted,
    SourceDown,
    Stop,
    StoreFull,
)
from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.world import World
from cbbd_spark.settings import Settings, load
from tests.ingest.harvesting import CANARY
from tests.ingest.simulated import invariants
from tests.ingest.simulated.disk import Items, Objects
from tests.ingest.simulated.league import SEASON, League
from tests.ingest.simulated.loop import Clock
from tests.ingest.simulated.process import Killed, Process
from tests.ingest.simulated.swarm import Swarm
from tests.ingest.simulated.upstream import Upstream

End = HarvestReport | Killed | Stop
_SETTINGS = load(environment={"CBBD_BASE_URL": "http://127.0.0.1:1"})
_EXPECTED = (Busy, ConfigurationError, Interrupted, QuotaExhausted, SourceDown, StoreFull)
_MOMENT, _HALF_A_DAY, _MONTH = timedelta(minutes=3), timedelta(hours=13), timedelta(days=31)


class Life:
    """allowed: good answers that may have been asked for once more: what a process was answered and did not live, or
    was not allowed, to remember; what was taken away from raw or state
    nameless: objects that may lie about without an entry: a power cut took the word of them away, or they were created
    by a process that had lost its lease in the middle of a landing
    """

    def __init__(self, seed: int, swarm: Swarm | None = None) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.swarm = swarm or Swarm.choose(self.rng)
        self.clock = Clock()
        self.league = League(self.rng, self.swarm.crowd, self.swarm.late)
        self.upstream = Upstream(
            self.clock,
            self.rng,
            self.league,
            live=dict(self.swarm.faults),
            slow=self.swarm.slow,
            usual_latency=self.swarm.latency,
            quota=self.swarm.quota,
            tells=self.swarm.tells,
        )
        self.raw, self.dead_letter, self.state = Objects(), Objects(), Items(self.clock)
        self.settings = _settings(self.swarm)
        self.is_healed = False
        self.runs = self.allowed = self.nameless = 0

    def run(self, at: dict[int, Callable[[Process], None]] | None = None, *, refresh: bool = False) -> End:
        """One process from its start to its end, whatever that is."""
        self.runs += 1
        run_id = f"run {self.runs}"
        swarm = self.swarm
        process = Process(self.clock, self.rng, self.upstream, at or {})
        if not self.is_healed:
            process.stalls, process.stall = swarm.stalls, swarm.stall
            process.disk_slowness, process.disk_fullness = swarm.disk_slowness, swarm.disk_fullness
        order = Order([SEASON], endpoints=swarm.endpoints, refresh=refresh, partial=swarm.quota is not None)

        async def job(world: World) -> HarvestReport:
            return await harvest(self.settings, CANARY, order, run_id=run_id, world=world)

        end: End
        try:
            end = process.live(job, self.raw, self.dead_letter, self.state)
        except (Killed, *_EXPECTED) as fault:
            end = fault
        invariants.insist_on_process(self, process, run_id, end)
        self.allowed += len(process.owed)
        self.nameless += process.created_late
        return end

    def troubles(self) -> dict[int, Callable[[Process], None]]:
        """What befalls the next process, and when."""
        swarm, found = self.swarm, {}
        kinds = [(swarm.pauses, self.pause), (swarm.signals, _interrupt), (swarm.kills, Process.kill)]
        for share, act in kinds:
            if self.rng.random() < share:
                found[int(2 ** (self.rng.random() * 10.5))] = act
        return found

    def pause(self, process: Process) -> None:
        """The process stands still, for less or more than the term of its lease; others may run meanwhile."""
        before = self.state.holding()
        self.clock.wait(timedelta(seconds=self.rng.choice([20, 300, 10_000])))
        for _ in range(self.rng.randrange(3)):
            deadly = {int(2 ** (self.rng.random() * 10)): Process.kill} if self.rng.random() < self.swarm.kills else {}
            self.run(deadly)
        after = self.state.holding()
        process.is_overtaken = after is not None and (before is None or after.owner != before.owner)

    def wait(self, span: timedelta) -> None:
        """Till the next process starts. After weeks what is not complete may be asked again."""
        self.clock.wait(span)
        if span > _HALF_A_DAY:
            self.upstream.epoch += 1

    def heal(self) -> None:
        self.is_healed = True
        self.upstream.heal()

    def finish(self, *, refresh: bool = False) -> None:
        """As many undisturbed processes as it takes; then one more, which has nothing to ask."""
        for _ in range(3 if self.swarm.quota is None else 15):
            is_used_up = self.upstream.is_used_up()
            self.wait(_MONTH if is_used_up else _HALF_A_DAY)
            end = self.run(refresh=refresh)
            if isinstance(end, HarvestReport) and not end.set_aside and not any("another day" in n for n in end.notes):
                break
        else:
            raise AssertionError(f"undisturbed, it does not come to an end: {end!r}")
        invariants.insist_on_whole(self)
        self.wait(_MOMENT)
        last = self.run()
        assert isinstance(last, HarvestReport), repr(last)
        assert last.calls == 0, "what was done is asked again"
        assert self.upstream.extra() <= self.allowed, "more was asked again than was under way"


def _interrupt(process: Process) -> None:
    process.loop.receive(signal.SIGTERM)


def _settings(swarm: Swarm) -> Settings:
    api = msgspec.structs.replace(
        _SETTINGS.api, requests_per_second=10.0, concurrency=swarm.concurrency, max_attempts=swarm.max_attempts
    )
    return msgspec.structs.replace(_SETTINGS, api=api, quota=msgspec.structs.replace(_SETTINGS.quota, reserve=0))

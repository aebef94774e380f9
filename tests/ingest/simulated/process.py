"""One process: it lives step by step, and at any step or write it can be killed, paused or sent a signal.

Dead, it still unwinds, and nothing that it does then has an effect.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.world import World
from tests.ingest.remembered import remembered
from tests.ingest.simulated.disk import Items, Objects
from tests.ingest.simulated.loop import Clock, Loop
from tests.ingest.simulated.thread import Thread
from tests.ingest.simulated.upstream import Upstream
from tests.ingest.simulated.ways import State, Store

T = TypeVar("T")
_MOST_EVENTS = 200_000


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Process:
    """events: steps and writes so far; at: what happens at which of them
    is_overtaken: another has taken the lease; created_late: objects that it has created since, which nobody can forbid
    asked: hashes of the requests that were sent; owed: those that were answered well and are not remembered yet
    """

    clock: Clock
    rng: random.Random
    upstream: Upstream
    at: dict[int, Callable[[Process], None]] = field(default_factory=dict)
    stalls: float = 0.0
    stall: float = 0.0
    disk_slowness: float = 0.0
    disk_fullness: float = 0.0
    is_dead: bool = False
    is_overtaken: bool = False
    created_late: int = 0
    events: int = 0
    asked: set[str] = field(default_factory=set)
    owed: set[str] = field(default_factory=set)
    under_way: int = 0
    most_under_way: int = 0

    def __post_init__(self) -> None:
        self.loop = Loop(self.clock, self.rng, self.reach)

    def live(self, job: Callable[[World], Awaitable[T]], raw: Objects, dead_letter: Objects, state: Items) -> T:
        """What the job returns; raises what ended it, or Killed."""
        thread = Thread(self)
        world = World(
            self.call,
            Store(self, raw),
            Store(self, dead_letter),
            State(self, state),
            self.clock.wall,
            self.rng,
            thread.offload,
        )
        try:
            return self.loop.run_until_complete(_whole(job, world, thread))
        finally:
            self.at.clear()
            self.loop.unwind()

    def reach(self) -> None:
        """A step or a write: what is to happen now happens."""
        if self.is_dead:
            raise Killed
        self.events += 1
        assert self.events < _MOST_EVENTS, "it never ends"
        if self.events in self.at:
            with _outside_of_loops():
                self.at.pop(self.events)(self)

    def kill(self) -> None:
        self.is_dead = True
        raise Killed

    async def call(self, request: Request, _hand: Hand) -> Reply:
        """The transport."""
        self._insist_on_life()
        self.asked.add(request.hash)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.upstream.latency())
            if self.rng.random() < self.stalls:
                self.clock.wait(timedelta(seconds=self.stall))
            self._insist_on_life()
            reply, is_good = self.upstream.reply_to(request)
            if is_good:
                self.owed.add(request.hash)
            try:
                await asyncio.sleep(self.upstream.latency())
            except asyncio.CancelledError:
                if is_good and not self.is_dead:
                    self.owed.discard(request.hash)
                    self.upstream.take_back(request)
                raise
            return reply
        finally:
            self.under_way -= 1

    def remember(self, values: Mapping[str, bytes]) -> None:
        """The ledger has rows for these requests."""
        self.owed -= remembered({each: values[each] for each in self.owed.intersection(values)})

    def _insist_on_life(self) -> None:
        if self.is_dead:
            raise Killed


async def _whole(job: Callable[[World], Awaitable[T]], world: World, thread: Thread) -> T:
    """The job, and then all that the thread still has to do: it is never cut off."""
    try:
        return await job(world)
    finally:
        await thread.idle.wait()


@contextmanager
def _outside_of_loops() -> Iterator[None]:
    """For another process that lives while this one stands still."""
    running = asyncio._get_running_loop()  # noqa: SLF001 (asyncio has no other way)
    asyncio._set_running_loop(None)  # noqa: SLF001
    try:
        yield
    finally:
        asyncio._set_running_loop(running)  # noqa: SLF001

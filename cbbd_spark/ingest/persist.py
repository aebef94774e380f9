"""Tries again: exponential backoff with full jitter, the source's own Retry-After, a deadline over all tries."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from cbbd_spark.errors import RetryLater
from cbbd_spark.ingest.faults import Draining, Throttled, Unusable

T = TypeVar("T")

_FIRST_SECONDS = 1.0
_LONGEST_SECONDS = 60.0
LONGEST_RETRY_AFTER = 300.0


@dataclass(frozen=True)
class Persistence:
    """How long to insist.

    attempts: tries that a fault of the request uses up; being throttled uses up none
    deadline: seconds over all tries of one request, the waits among them
    rng: where the jitter comes from
    ending: when set, no further try is made
    """

    attempts: int
    deadline: float
    rng: random.Random
    ending: asyncio.Event

    async def insist(self, call: Callable[[float], Awaitable[T]]) -> T:
        """What `call` returns, at last. The last RetryLater when it does not; Draining when the run ends before.

        `call` is given the deadline in the event loop's time and keeps to it while it waits for others; what it
        does with an answer is not cut short.
        """
        loop = asyncio.get_running_loop()
        ends_at, faults = loop.time() + self.deadline, 0
        while True:
            if self.ending.is_set():
                raise Draining
            try:
                return await call(ends_at)
            except RetryLater as raised:
                fault = raised
            faults += not isinstance(fault, Throttled)
            wait = self._wait(fault, faults)
            if faults >= self._tries(fault) or loop.time() + wait >= ends_at:
                raise fault
            await self._sleep(wait)

    def _wait(self, fault: RetryLater, faults: int) -> float:
        """Seconds until the next try."""
        most = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** max(0, faults - 1))
        jitter = self.rng.uniform(0, most)
        if fault.after is None:
            return jitter
        return min(fault.after, LONGEST_RETRY_AFTER) + jitter * 0.1

    def _tries(self, fault: RetryLater) -> int:
        if isinstance(fault, Unusable) and fault.tries:
            return min(self.attempts, fault.tries)
        return self.attempts

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.ending.wait()
        except TimeoutError:
            return
        raise Draining

"""Tries again: exponential backoff with full jitter, the source's own Retry-After, a deadline over all tries."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

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
        counted = _Counted(self)
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(RetryLater),
            wait=counted.wait,
            stop=counted.is_enough,
            sleep=self._sleep,
            reraise=True,
        )
        return await retrying(counted.another_try, call)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.ending.wait()
        except TimeoutError:
            return
        raise Draining


class _Counted:
    """The tries of one request."""

    def __init__(self, persistence: Persistence) -> None:
        self._persistence = persistence
        self._loop = asyncio.get_running_loop()
        self._ends_at = self._loop.time() + persistence.deadline
        self._faults = 0

    async def another_try(self, call: Callable[[float], Awaitable[T]]) -> T:
        if self._persistence.ending.is_set():
            raise Draining
        return await call(self._ends_at)

    def wait(self, state: RetryCallState) -> float:
        """Seconds until the next try."""
        fault = _fault(state)
        if not isinstance(fault, Throttled):
            self._faults += 1
        most = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** max(0, self._faults - 1))
        jitter = self._persistence.rng.uniform(0, most)
        if fault.after is None:
            return jitter
        return min(fault.after, LONGEST_RETRY_AFTER) + jitter * 0.1

    def is_enough(self, state: RetryCallState) -> bool:
        fault = _fault(state)
        tries = self._persistence.attempts
        if isinstance(fault, Unusable) and fault.tries:
            tries = min(tries, fault.tries)
        return self._faults >= tries or self._loop.time() + state.upcoming_sleep >= self._ends_at


def _fault(state: RetryCallState) -> RetryLater:
    fault = state.outcome.exception() if state.outcome else None
    assert isinstance(fault, RetryLater), "tenacity asks only after a RetryLater"  # noqa: S101
    return fault

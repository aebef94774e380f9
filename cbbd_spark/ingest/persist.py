"""Tries again: exponential backoff with full jitter, at least the source's own Retry-After, a deadline over all tries.

No one try may use up the deadline: an answer that drips for ever would leave no time for a second call.
"""

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
_LAST_DOUBLING = 6
LONGEST_RETRY_AFTER = 300.0
_WHOLE_TRIES = 3  # so many tries fit into the deadline, however long each of them takes


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

    @property
    def longest_try(self) -> float:
        """Seconds that one call may take once its turn has come. Waiting for that turn is no fault of the call."""
        return self.deadline / _WHOLE_TRIES

    async def insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """What `call` returns, at last. The last RetryLater when it does not; Draining when the run ends before.

        No try begins after the deadline; `call` keeps its own time while it waits for others.
        """
        counted = _Counted(self)
        try:
            return await counted.another_try(call)
        except RetryLater as fault:
            # Only now, because nearly every call is answered at once, and to be asked by tenacity takes a call longer
            # than all that is ours around it. Its own first try is this one.
            counted.first_fault = fault
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
        self._waits = 0
        self.first_fault: RetryLater | None = None

    async def another_try(self, call: Callable[[], Awaitable[T]]) -> T:
        if self.first_fault:
            first, self.first_fault = self.first_fault, None
            raise first
        if self._persistence.ending.is_set():
            raise Draining
        return await call()

    def wait(self, state: RetryCallState) -> float:
        """Seconds until the next try."""
        fault = _fault(state)
        if not isinstance(fault, Throttled):
            self._faults += 1
        # Throttling costs no try, but it makes patient: a source that says "at once" for ever, or nothing, would be
        # asked a thousand times before the deadline, and every one of these calls may count against the quota.
        self._waits += 1
        most = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** min(self._waits - 1, _LAST_DOUBLING))
        jitter = self._persistence.rng.uniform(0, most)
        if fault.after is None:
            return jitter
        return max(jitter, min(fault.after, LONGEST_RETRY_AFTER) + jitter * 0.1)

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

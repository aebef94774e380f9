"""One limiter for the whole run: so many calls a second, so many at once, and a pause when the source asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiolimiter import AsyncLimiter

from cbbd_spark.spec.endpoint import Endpoint

# How many seconds' worth of calls may come at once after a lull: enough to make up for late wake-ups of the event
# loop, too little to be seen as more than the rate.
_SLACK_SECONDS = 0.05


class Throttle:
    """Turns to call. `rate` is in calls per second; `at_once` counts calls, over all endpoints."""

    def __init__(self, rate: float, at_once: int) -> None:
        burst = max(1.0, rate * _SLACK_SECONDS)
        self._limiter = AsyncLimiter(burst, burst / rate)
        self._at_once = asyncio.Semaphore(at_once)
        self._of_endpoint: dict[str, asyncio.Semaphore] = {}
        self._resumes_at = 0.0

    @asynccontextmanager
    async def turn(self, endpoint: Endpoint) -> AsyncIterator[None]:
        """Waits for the turn and holds it until the block ends."""
        async with AsyncExitStack() as held:
            if endpoint.max_concurrent:
                new = asyncio.Semaphore(endpoint.max_concurrent)
                await held.enter_async_context(self._of_endpoint.setdefault(endpoint.name, new))
            await held.enter_async_context(self._at_once)
            await self._limiter.acquire()
            # Looked at after the limiter, so that those who were waiting in it when the pause began keep it too, and
            # then through the limiter again, so that they do not all come at once when it ends.
            while self._pause_left() > 0:
                await asyncio.sleep(self._pause_left())
                await self._limiter.acquire()
            yield

    def pause(self, seconds: float) -> None:
        """No call of any endpoint begins for so many seconds."""
        self._resumes_at = max(self._resumes_at, asyncio.get_running_loop().time() + seconds)

    def _pause_left(self) -> float:
        return self._resumes_at - asyncio.get_running_loop().time()

"""An event loop in virtual time that runs what is ready one step at a time, in an order that chance decides."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

# Long after the last window of the season has settled, so that what was answered is held for good.
START = datetime(2025, 5, 24, tzinfo=UTC)
_LEAST = 1e-7


class Clock:
    """The time of all processes of a life."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def time(self) -> float:
        # It creeps on, as a real one does: what waits for less than the clock can show would wait for ever.
        self.seconds += _LEAST
        return self.seconds

    def wall(self) -> datetime:
        return START + timedelta(seconds=self.time())

    def wait(self, span: timedelta) -> None:
        self.seconds += span.total_seconds()


class Loop(asyncio.BaseEventLoop):
    """The loop of one process. It has no selector and no thread: whoever would need one fails.

    asyncio runs what is ready in the order in which it became so, and that hides races; every order is a legal one.
    before_step: called before each step; what it raises ends the loop there
    """

    _ready: deque[asyncio.Handle]
    _scheduled: list[asyncio.TimerHandle]

    def __init__(self, clock: Clock, rng: random.Random, before_step: Callable[[], None]) -> None:
        super().__init__()
        self._virtual = clock
        self._rng = rng
        self._before_step = before_step
        self._signals: dict[int, tuple[Callable[..., Any], Any]] = {}
        self.complaints: list[dict[str, Any]] = []
        self.set_exception_handler(lambda _, context: self.complaints.append(context))

    def time(self) -> float:
        return self._virtual.time()

    def unwind(self) -> None:
        """Cancels every task and lets it end, as asyncio.run does; nothing is called before a step any more."""
        self._before_step = lambda: None
        # The end of the job may be among what is ready, and would stop the loop that is to run the other tasks.
        stop = asyncio.base_events._run_until_complete_cb  # type: ignore[attr-defined]  # noqa: SLF001
        ready = (handle for handle in self._ready if handle._callback is not stop)  # type: ignore[attr-defined]  # noqa: SLF001
        self._ready = deque(ready)
        tasks = sorted(asyncio.all_tasks(self), key=lambda task: int(task.get_name().removeprefix("Task-")))
        for task in tasks:
            task.cancel()
        if tasks:
            self.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.run_until_complete(self.shutdown_asyncgens())
        self.close()

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled
        while scheduled and scheduled[0].cancelled():
            heapq.heappop(scheduled)
        if not ready:
            assert scheduled, "everybody waits for somebody else"
            self._virtual.seconds = max(self._virtual.seconds, scheduled[0].when())
        now = self.time()
        while scheduled and scheduled[0].when() <= now:
            ready.append(heapq.heappop(scheduled))
        self._before_step()
        place = int(self._rng.random() * len(ready))
        ready[place], ready[-1] = ready[-1], ready[place]
        handle = ready.pop()
        if not handle.cancelled():
            handle._run()  # noqa: SLF001 (this is a loop)

    def add_signal_handler(self, sig: int, callback: Callable[..., Any], *args: Any) -> None:
        self._signals[sig] = callback, args

    def remove_signal_handler(self, sig: int) -> bool:
        return self._signals.pop(sig, None) is not None

    def receive(self, sig: int) -> None:
        """What the system does when the process is sent a signal; nothing where nobody handles it."""
        if sig in self._signals:
            callback, args = self._signals[sig]
            self.call_soon(callback, *args)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Cancelled timers are dropped when their time comes."""

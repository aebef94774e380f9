"""The one thread for blocking work, played by the event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.ingest.simulated.process import Process


class Thread:
    """What is offloaded is done in order, each at a time of its own, and known to be done somewhat later."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._queue: deque[tuple[asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]]] = deque()
        self.idle = asyncio.Event()
        self.idle.set()

    def offload(self, function: Callable[..., Any], /, *args: Any) -> Awaitable[Any]:
        future = self._process.loop.create_future()
        self._queue.append((future, function, args))
        if self.idle.is_set():
            self.idle.clear()
            self._soon(self._work)
        return future

    def _work(self) -> None:
        if not self._queue:
            self.idle.set()
            return
        future, function, args = self._queue.popleft()
        if not future.cancelled():
            try:
                self._soon(_tell, future, function(*args), None)
            except BaseException as fault:  # noqa: BLE001 (as an executor does)
                self._soon(_tell, future, None, fault)
        self._soon(self._work)

    def _soon(self, function: Callable[..., None], *args: Any) -> None:
        process = self._process
        delay = process.rng.random() * process.disk_slowness
        if delay and not process.is_dead:
            process.loop.call_later(delay, function, *args)
        else:
            process.loop.call_soon(function, *args)


def _tell(future: asyncio.Future[Any], result: Any, fault: BaseException | None) -> None:
    if future.cancelled():
        return
    if fault:
        future.set_exception(fault)
    else:
        future.set_result(result)

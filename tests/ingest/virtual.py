"""An event loop whose clock jumps to the next timer instead of waiting for it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
_LEAST = 1e-7
START = datetime(2024, 11, 5, tzinfo=UTC)


class _Jumping(selectors.DefaultSelector):  # type: ignore[valid-type, misc]
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Only for what needs no network and no thread: there, the clock would run away."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        # It creeps on, as a real one does: what waits for less than the clock can show would wait for ever.
        self._jumping.now += _LEAST
        return self._jumping.now

    def stand_still(self, seconds: float) -> None:
        """As under a long collection of garbage: time goes by, and nothing is done in it."""
        self._jumping.now += seconds

    def wall(self) -> datetime:
        return START + timedelta(seconds=self.time())


def run_virtually(main: Coroutine[Any, Any, T]) -> T:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()

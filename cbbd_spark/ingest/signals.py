"""SIGTERM and SIGINT: the first asks the run to end, the second ends it at once."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def first_signal(act: Callable[[signal.Signals], None]) -> Iterator[None]:
    """Calls `act` in the event loop at the first signal. Does nothing outside of the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def once(number: signal.Signals) -> None:
        # The system's own way for the second one: no handler is left that could hang.
        for each in _SIGNALS:
            loop.remove_signal_handler(each)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        act(number)

    before = signal.getsignal(signal.SIGINT)
    for each in _SIGNALS:
        loop.add_signal_handler(each, once, each)
    try:
        yield
    finally:
        for each in _SIGNALS:
            loop.remove_signal_handler(each)
        signal.signal(signal.SIGINT, before)

"""Room for large bodies: one at a time, so that memory does not grow with the number of calls at once."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Hand:
    """One call's claim on the room. Taken when its body turns out to be large, given back at the block's end."""

    def __init__(self, room: asyncio.Lock) -> None:
        self._room = room
        self._is_held = False

    async def take(self) -> None:
        """Waits until no other large body is in hand; the sender waits too, because nobody reads from it."""
        if not self._is_held:
            self._is_held = await self._room.acquire()

    def __enter__(self) -> Hand:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._is_held:
            self._is_held = False
            self._room.release()

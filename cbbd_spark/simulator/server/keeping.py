"""Answers kept as they were packed: a league does not change, so a second call need not render it again.

Plays shrink to a twentieth, so that a season of 365 teams is some 180 MB.
"""

import hashlib
import threading
from collections import OrderedDict

from cbbd_spark.simulator.answer import Page
from cbbd_spark.simulator.wire import packed

MOST_BYTES = 256 << 20


def etag(body: bytes) -> str:
    """As the real server makes it: of length and content."""
    return f'W/"{len(body):x}-{hashlib.sha256(body).hexdigest()[:27]}"'


class Keeping:
    """The pages that were asked for last, up to so many bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, request: str) -> Page | None:
        """The page of a request, which is now the last one that was asked for."""
        with self._lock:
            if request in self._pages:
                self._pages.move_to_end(request)
            return self._pages.get(request)

    def keep(self, request: str, body: bytes) -> Page:
        """The page of a body, kept while there is room."""
        page = Page(etag(body), packed(body))
        with self._lock:
            if request not in self._pages:
                self._pages[request] = page
                self._size += len(page.packed)
            while self._size > self._most:
                _, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.packed)
        return page

"""An answer on its way out: what it says, how it is packed, how it goes over the wire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class End(Enum):
    """How a connection ends: after the whole body, closed before that, or reset."""

    WHOLE = "whole"
    CLOSED = "closed"
    RESET = "reset"


@dataclass(frozen=True)
class Delivery:
    """How the bytes of a body leave; the default is at once and all of them.

    wait: seconds before the first byte. piece: bytes sent at once, 0 for all; pause: seconds after each piece
    share: of the body that is sent before the connection stalls or ends. stall: seconds of silence there
    """

    wait: float = 0.0
    piece: int = 0
    pause: float = 0.0
    share: float = 1.0
    stall: float = 0.0
    end: End = End.WHOLE
    is_chunked: bool = False


PLAIN = Delivery()


@dataclass(frozen=True)
class Page:
    """A body that is kept, in gzip."""

    etag: str
    packed: bytes


@dataclass(frozen=True)
class Answer:
    """What a call is answered with; `body` is not packed.

    page: the body where it is kept; `body` is empty then
    pack: what makes a gzip body of it, right or wrong; None leaves that to what the client accepts
    is_data: false when a fault has left no document that anybody can use
    """

    status: int
    body: bytes = b""
    page: Page | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    pack: Callable[[bytes], bytes] | None = None
    delivery: Delivery = PLAIN
    is_data: bool = True

    @property
    def is_good(self) -> bool:
        """A 2xx: such a call is counted, any other is given back."""
        return 200 <= self.status < 300

    @property
    def is_usable(self) -> bool:
        """Whether the client gets data, sooner or later."""
        return self.is_good and self.is_data and self.pack is None and self.delivery.end is End.WHOLE

"""From an answer to bytes on the wire: packed when the client allows it, whole or not, at once or in drips."""

import asyncio
import gzip
import socket
import struct
from collections.abc import Iterator

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from cbbd_spark.simulator.answer import PLAIN, Answer, Delivery, End
from cbbd_spark.simulator.server.keeping import etag
from cbbd_spark.simulator.wire import packed

WORTH_PACKING = 1024
_GLANCE = 0.05  # seconds between two looks at whether the client is still there
_RESET = struct.pack("ii", 1, 0)  # linger on, for no time: closing sends a reset


def response(request: web.Request, answer: Answer) -> web.StreamResponse:
    """The response, not yet begun."""
    sent = {**answer.headers, "Vary": "Accept-Encoding", "Content-Type": f"{answer.content_type}; charset=utf-8"}
    body, is_packed = _body(answer, "gzip" in request.headers.get("Accept-Encoding", "").lower())
    sent["ETag"] = answer.page.etag if answer.page else etag(answer.body)
    if is_packed:
        sent["Content-Encoding"] = "gzip"
    if answer.delivery == PLAIN:
        return web.Response(status=answer.status, body=body, headers=sent)
    return _Misdelivered(answer.status, sent, body, answer.delivery)


def _body(answer: Answer, accepts: bool) -> tuple[bytes, bool]:
    """The bytes to send, and whether they are, or say that they are, gzip."""
    if answer.page:
        return (answer.page.packed, True) if accepts else (gzip.decompress(answer.page.packed), False)
    if answer.pack:
        return answer.pack(answer.body), True
    is_packed = accepts and len(answer.body) > WORTH_PACKING
    return packed(answer.body) if is_packed else answer.body, is_packed


class _Misdelivered(web.StreamResponse):
    """Says what a right response says, and sends its body as it was told."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes, delivery: Delivery) -> None:
        super().__init__(status=status, headers=headers)
        self._content = body
        self._delivery = delivery
        self._transport: asyncio.Transport | None = None
        self._is_sent = False
        if delivery.is_chunked:
            self.enable_chunked_encoding()
        else:
            self.content_length = len(body)

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Waits before the first byte."""
        if self.prepared:
            return None  # aiohttp prepares once more what a handler has sent
        self._transport = request.transport
        await self._wait(self._delivery.wait)
        return await super().prepare(request)

    async def write_eof(self, data: bytes = b"") -> None:
        """The body, as far as it goes, and the end that was asked for."""
        if self._is_sent:
            return
        self._is_sent = True
        delivery, stop = self._delivery, int(len(self._content) * self._delivery.share)
        await self._drip(self._content[:stop])
        await self._wait(delivery.stall)
        if delivery.end is End.WHOLE:
            await self._drip(self._content[stop:])
            await super().write_eof(data)
        elif self._transport is not None:
            self._end(self._transport)

    def _end(self, transport: asyncio.Transport) -> None:
        if self._delivery.end is End.RESET:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            transport.abort()
        else:
            transport.close()

    async def _drip(self, content: bytes) -> None:
        for piece in _pieces(content, self._delivery.piece):
            await self.write(piece)
            await self._wait(self._delivery.pause)

    async def _wait(self, seconds: float) -> None:
        """As long, or until the client has gone."""
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if self._transport is None or self._transport.is_closing():
                raise ConnectionResetError("the client has gone")
            await asyncio.sleep(min(left, _GLANCE))


def _pieces(content: bytes, size: int) -> Iterator[bytes]:
    step = size or max(len(content), 1)
    for start in range(0, len(content), step):
        yield content[start : start + step]

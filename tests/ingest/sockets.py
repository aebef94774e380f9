"""A server of bare sockets: each connection gets exactly the bytes that it is told to, and ends as it is told to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

# What is done with a connection once its request has been read.
Manner = Callable[[asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_LINGER_NOT = struct.pack("ii", 1, 0)  # closing sends a reset


def sends(content: bytes) -> Manner:
    """The bytes, and then the end of the connection."""

    async def manner(to: asyncio.StreamWriter) -> None:
        to.write(content)

    return manner


def answers(content: bytes) -> Manner:
    """A whole answer."""
    return sends(OK + b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content))


def resets(content: bytes) -> Manner:
    """The bytes, and then a reset."""

    async def manner(to: asyncio.StreamWriter) -> None:
        to.write(content)
        await to.drain()
        await asyncio.sleep(0.05)  # a reset may overtake what was sent before it
        to.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        to.transport.abort()

    return manner


def stalls(content: bytes) -> Manner:
    """The bytes, and then nothing, for as long as the client stays."""

    async def manner(to: asyncio.StreamWriter) -> None:
        to.write(content)
        await to.drain()
        await asyncio.Event().wait()

    return manner


def drips(content: bytes, drop: bytes = b" ") -> Manner:
    """The bytes, and then one byte after the other, never too late and never the last one."""

    async def manner(to: asyncio.StreamWriter) -> None:
        to.write(content)
        while True:
            to.write(drop)
            await to.drain()
            await asyncio.sleep(0.02)

    return manner


@dataclass
class SocketServer:
    """Answers `[]` to all but what stands in `script`: manners by path, of which the last one stays."""

    url: str = ""
    script: dict[str, list[Manner]] = field(default_factory=dict)
    heads: list[bytes] = field(default_factory=list)
    stop: Callable[[], None] = lambda: None

    def count(self, path: str) -> int:
        return sum(head.startswith(f"GET {path} ".encode()) for head in self.heads)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            manners = self.script.get(head.split()[1].decode().partition("?")[0], [answers(b"[]")])
            await (manners.pop(0) if len(manners) > 1 else manners[0])(writer)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(server: SocketServer, context: ssl.SSLContext | None = None) -> AsyncIterator[SocketServer]:
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        connections.add(task)
        task.add_done_callback(connections.discard)
        with suppress(asyncio.CancelledError):
            await server.serve(reader, writer)

    started = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    scheme = "https" if context else "http"
    server.url = f"{scheme}://127.0.0.1:{started.sockets[0].getsockname()[1]}"
    server.stop = started.close
    try:
        yield server
    finally:
        started.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

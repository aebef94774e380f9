"""A server that misbehaves as told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from cbbd_spark.simulator.server.running import serve_in_thread

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def body(content: bytes, status: int = 200, **headers: str) -> Answer:
    """The content as it is; headers with _ for -."""

    async def answer(_: web.Request) -> web.StreamResponse:
        named = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return web.Response(body=content, status=status, headers=named)

    return answer


def records(found: Any, **headers: str) -> Answer:
    """JSON, gzipped as the API does it."""
    return body(gzip.compress(json.dumps(found).encode()), Content_Encoding="gzip", **headers)


def on_the_wire(content: bytes) -> Answer:
    """Writes the bytes, status line and all, and then breaks the connection."""

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.write(content)  # type: ignore[attr-defined]
        request.transport.close()
        return web.Response()

    return answer


@dataclass
class Call:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class FaultServer:
    """Answers `[]` to all but what stands in `script`: a list of answers per path, the last of which stays."""

    url: str = ""
    script: dict[str, list[Answer]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(Call(request.path, dict(request.query), dict(request.headers)))
        answers = self.script.get(request.path, [records([])])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return await answer(request)

    def paths(self) -> list[str]:
        return [call.path for call in self.calls]


def serving(server: FaultServer) -> Iterator[FaultServer]:
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", server.handle)
    with serve_in_thread(app) as server.url:
        yield server

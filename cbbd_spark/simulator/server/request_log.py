"""What was asked, for tests that count calls."""

import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LoggedRequest(NamedTuple):
    """One request as it was answered; `at` is monotonic seconds when it came in, `faults` what was done to it."""

    method: str
    path: str
    query: dict[str, str]
    status: int
    at: float
    faults: tuple[str, ...] = ()


FAULTS: web.RequestKey[tuple[str, ...]] = web.RequestKey("faults", tuple)
REQUEST_LOG: web.AppKey[list[LoggedRequest]] = web.AppKey("request_log", list)


@web.middleware
async def log_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep every request with the status of its answer."""
    at = time.monotonic()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        asked = request.method, request.path, dict(request.query)
        request.app[REQUEST_LOG].append(LoggedRequest(*asked, status, at, request.get(FAULTS, ())))

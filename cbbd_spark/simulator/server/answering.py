"""From a request to a response: the checks in the real server's order, the work, the headers."""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping

from aiohttp import web

from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.query import ApiError, read_query
from cbbd_spark.simulator.route import Route, answer
from cbbd_spark.simulator.server.access import Account, Accounts

_WORTH_COMPRESSING = 1024
_FAST = 1


def response(request: web.Request, status: int, body: bytes, headers: Mapping[str, str]) -> web.Response:
    """A JSON response, compressed when the client allows it."""
    sent = dict(headers)
    sent["Vary"] = "Accept-Encoding"
    sent["ETag"] = f'W/"{len(body):x}-{hashlib.sha256(body).hexdigest()[:27]}"'
    if len(body) > _WORTH_COMPRESSING and "gzip" in request.headers.get("Accept-Encoding", "").lower():
        body = gzip.compress(body, _FAST, mtime=0)
        sent["Content-Encoding"] = "gzip"
    return web.Response(status=status, body=body, headers=sent, content_type="application/json", charset="utf-8")


class Answering:
    """Answers the requests of one dataset."""

    def __init__(self, dataset: Dataset, accounts: Accounts, latency: float) -> None:
        self._dataset = dataset
        self._accounts = accounts
        self._latency = latency

    async def serve(self, request: web.Request, route: Route, operation: Operation) -> web.Response:
        """One request; what is refused carries the real server's status and body."""
        headers: dict[str, str] = {}
        account: Account | None = None
        try:
            account = self._accounts.authenticate(request.headers.get("Authorization"))
            account.check_tier(operation)
            with account.slot(operation), account.metered(operation):
                query = read_query(operation, request.query, request.match_info)
                await asyncio.sleep(self._latency)
                body = await asyncio.to_thread(answer, route, operation, self._dataset, query)
            status = 200
        except ApiError as error:
            status, body = error.status, error.body
            headers.update(error.headers)
        if account is not None:
            headers["X-CallLimit-Remaining"] = str(account.remaining)
        return await asyncio.to_thread(response, request, status, body, headers)


async def unknown_route(request: web.Request) -> web.Response:
    """The framework's own page: HTML, not JSON."""
    page = f"<!DOCTYPE html><html><body><pre>Cannot {request.method} {request.path}</pre></body></html>"
    return web.Response(status=404, text=page, content_type="text/html")

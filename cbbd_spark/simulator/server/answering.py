"""From a request to an answer: the checks in the real server's order, the work, the faults."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web

from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.query import ApiError, read_query
from cbbd_spark.simulator.route import Route, body_of, others
from cbbd_spark.simulator.server.access import Account, Accounts
from cbbd_spark.simulator.server.delivering import WORTH_PACKING, response
from cbbd_spark.simulator.server.keeping import Keeping
from cbbd_spark.simulator.server.request_log import FAULTS
from cbbd_spark.simulator.server.striking import Strike, Striking


class Answering:
    """Answers the requests of one dataset."""

    def __init__(self, dataset: Dataset, accounts: Accounts, latency: float, striking: Striking) -> None:
        self._dataset = dataset
        self._accounts = accounts
        self._latency = latency
        self._striking = striking
        self._keeping = Keeping()

    async def serve(self, request: web.Request, route: Route, operation: Operation) -> web.StreamResponse:
        """One request; what is refused carries the real server's status and body."""
        account: Account | None = None
        try:
            account = self._accounts.authenticate(request.headers.get("Authorization"))
            account.check_tier(operation)
            with account.slot(operation):
                answer = await self._metered(account, request, route, operation)
                # Sent within the slot: a call is one of those at once until its last byte has left.
                return await self._send(request, answer, account)
        except ApiError as error:
            return await self._send(request, error.answer, account)

    async def _send(self, request: web.Request, answer: Answer, account: Account | None) -> web.StreamResponse:
        if account is not None:
            answer = replace(answer, headers={"X-CallLimit-Remaining": str(account.remaining), **answer.headers})
        sent = await asyncio.to_thread(response, request, answer)
        with suppress(ConnectionError):  # the client has gone
            await sent.prepare(request)
            await sent.write_eof()
        return sent

    async def _metered(self, account: Account, request: web.Request, route: Route, operation: Operation) -> Answer:
        with account.metered(operation) as charge:
            answer = await self._answer(request, route, operation)
            charge.is_due = answer.is_good
        return answer

    async def _answer(self, request: web.Request, route: Route, operation: Operation) -> Answer:
        """What the dataset says, or why it does not, and then what the rules make of that."""
        strike = self._striking.attempt(request, operation)
        await asyncio.sleep(self._latency)
        answer, names = await asyncio.to_thread(self._work, request, route, operation, strike)
        if answer.is_usable:
            self._striking.note(strike)
        if names:
            request[FAULTS] = tuple(names)
            answer = replace(answer, headers={**answer.headers, "X-Simulated-Fault": ", ".join(names)})
        return answer

    def _work(
        self, request: web.Request, route: Route, operation: Operation, strike: Strike
    ) -> tuple[Answer, list[str]]:
        page = self._keeping.get(strike.request) if not strike.faults else None
        if page:
            return Answer(200, page=page), []
        query: dict[str, Any] = {}
        try:
            query = read_query(operation, request.query, request.match_info)
            answer = Answer(200, body_of(route, operation, self._dataset, query))
        except ApiError as error:
            answer = error.answer
        if strike.faults:
            capture = self._striking.capture(strike)
            return strike.change(answer, operation, capture, partial(others, route, self._dataset, query))
        if answer.is_good and len(answer.body) > WORTH_PACKING:
            answer = Answer(200, page=self._keeping.keep(strike.request, answer.body))
        return answer, []


async def unknown_route(request: web.Request) -> web.Response:
    """The framework's own page: HTML, not JSON."""
    page = f"<!DOCTYPE html><html><body><pre>Cannot {request.method} {request.path}</pre></body></html>"
    return web.Response(status=404, text=page, content_type="text/html")

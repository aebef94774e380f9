"""Asks one request until something comes of it: turn, call, status, landing; or dead-letter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from cbbd_spark.errors import ConfigurationError, RetryLater, SetAside, SourceDown
from cbbd_spark.ingest.aside import Aside
from cbbd_spark.ingest.client import Transport
from cbbd_spark.ingest.faults import Draining, Throttled, Unreachable, Unusable
from cbbd_spark.ingest.group_commit import GroupCommit
from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.landing import Answer, Landing
from cbbd_spark.ingest.offload import Offload
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.persist import LONGEST_RETRY_AFTER, Persistence
from cbbd_spark.ingest.purse import Purse
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.source import Source
from cbbd_spark.ingest.status import Absent, TierTooLow, refuse
from cbbd_spark.ingest.throttle import Throttle

_PAUSE_SECONDS = 1.0  # for a source that asks for less and does not say for how long

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Asker:
    """Asks requests.

    workers: how many requests may be under way, landings among them
    refusals: connections refused in a row after which the source counts as down
    """

    transport: Transport
    throttle: Throttle
    persistence: Persistence
    landing: Landing
    commit: GroupCommit
    aside: Aside
    offload: Offload
    now: Callable[[], datetime]
    secret: Secret
    source: Source
    purse: Purse
    room: asyncio.Lock
    workers: int
    refusals: int

    async def ask(self, request: Request) -> Outcome:
        """What came of the request.

        Raises Stop (key, quota, source down) when the run must end, Draining when it is about to.
        """
        tries = _Tries(self, request)
        try:
            return await self.persistence.insist(tries.once)
        except Absent as fault:
            return await tries.note_absent(str(fault))
        except SetAside as fault:
            return await tries.put_aside(Kind.DEAD_LETTER, fault.reason, fault.body)
        except Unusable as fault:
            return await tries.put_aside(Kind.DEAD_LETTER if fault.is_final else Kind.FAILED, fault.reason, fault.body)
        except RetryLater as fault:
            if isinstance(fault, Unreachable) and not self.source.was_reached:
                raise self.down(fault) from None
            return await tries.put_aside(Kind.FAILED, str(fault), b"")
        except TierTooLow as fault:
            if not self.source.has_answered:
                tier = f"{request.endpoint.name} asks for tier {request.endpoint.tier}"
                raise ConfigurationError(f"the API refuses the key ({fault}): check CBBD_API_KEY; {tier}") from None
            return await tries.put_aside(Kind.SKIPPED, f"the key's tier is too low ({fault})", b"")

    def down(self, fault: Unreachable) -> SourceDown:
        """The end of a run whose source refuses connections: going on would be tries times requests for nothing."""
        return SourceDown(
            f"{fault}, {self.source.refused_in_a_row} times in a row: is api.base_url right, is the source up? What "
            "landed is kept; run again later"
        )


class _Tries:
    """The tries of one request."""

    def __init__(self, asker: Asker, request: Request) -> None:
        self._asker = asker
        self._request = request
        self._reply: Reply | None = None
        self._count = 0

    async def once(self) -> Outcome:
        """One try, from the turn to the landing."""
        asker = self._asker
        with Hand(asker.room) as hand:
            try:
                reply = await self._call(hand)
                refuse(reply, asker.now(), self._request.endpoint, asker.secret)
                outcome = await asker.commit.land(Answer(self._request, reply, self._count))
            except RetryLater as fault:
                self._take_note(fault)
                raise
        asker.source.has_answered = True
        return outcome

    async def note_absent(self, reason: str) -> Outcome:
        """What is asked for is not there: an answer, and an empty one."""
        asker = self._asker
        asker.source.has_answered = True
        outcome: Outcome = await asker.offload(asker.landing.note_absent, self._request, self._count, reason)
        return outcome

    async def put_aside(self, kind: Kind, reason: str, body: bytes) -> Outcome:
        _log.warning("set aside", request=str(self._request), kind=kind.value, reason=reason, tries=self._count)

        def put() -> Outcome:
            return self._asker.aside.put(
                self._request, self._reply, kind=kind, reason=reason, body=body, attempts=self._count
            )

        outcome: Outcome = await self._asker.offload(put)
        return outcome

    async def _call(self, hand: Hand) -> Reply:
        asker, source = self._asker, self._asker.source
        self._reply = None
        async with asker.throttle.turn(self._request.endpoint):
            if asker.persistence.ending.is_set():
                raise Draining
            if self._request.endpoint.is_metered:
                asker.purse.insist_on_one(source)
            self._count += 1
            source.calls += 1
            try:
                async with asyncio.timeout(asker.persistence.longest_try):
                    reply = await asker.transport(self._request, hand)
            except TimeoutError:
                raise RetryLater(f"no whole answer within {asker.persistence.longest_try:g} seconds") from None
        self._reply = reply
        source.was_reached, source.refused_in_a_row = True, 0
        if reply.calls_remaining is not None:
            source.calls_remaining = reply.calls_remaining
        return reply

    def _take_note(self, fault: RetryLater) -> None:
        """What one request's fault means for the others."""
        _log.info("try again", request=str(self._request), reason=str(fault), tries=self._count)
        asker = self._asker
        if isinstance(fault, Throttled):
            asked = _PAUSE_SECONDS if fault.after is None else fault.after
            asker.throttle.pause(min(asked, LONGEST_RETRY_AFTER))
        if isinstance(fault, Unreachable):
            asker.source.refused_in_a_row += 1
            if asker.source.refused_in_a_row >= asker.refusals:
                raise asker.down(fault)

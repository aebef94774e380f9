"""Keeps what could not be used, and remembers that the request is still open. Blocking, like landing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace
from yarl import URL

from cbbd_spark.ingest import address
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.raw import dead_letter, layout
from cbbd_spark.raw.store import RawStore
from cbbd_spark.state.ledger import Ledger, Row, Status

_STATUS = {Kind.DEAD_LETTER: Status.REFUSED, Kind.FAILED: Status.FAILED, Kind.SKIPPED: Status.REFUSED}


class Aside:
    """The way of an answer that cannot be data: dead-letter and ledger. The next run asks again."""

    def __init__(
        self, store: RawStore, ledger: Ledger, secret: Secret, *, base: URL, run_id: str, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._base = base
        self._ledger = ledger
        self._secret = secret
        self._run_id = run_id
        self._now = now

    def put(
        self, request: Request, reply: Reply | None, *, kind: Kind, reason: str, body: bytes, attempts: int
    ) -> Outcome:
        """`reply` is the last one, if any came; `body` is kept with the key masked, should it be in it."""
        now = layout.timestamp(self._now())
        reason = self._secret.masked(reason.encode()).decode()
        note = dead_letter.Note(
            reason=reason,
            endpoint=request.endpoint.name,
            request_hash=request.hash,
            params=request.params,
            url=str(address.of(self._base, request)),
            status=reply.status if reply else None,
            headers={name: self._masked(value) for name, value in reply.headers.items()} if reply else {},
            set_aside_at=now,
            run_id=self._run_id,
        )
        if kind is not Kind.SKIPPED:
            dead_letter.put(self._store, request.endpoint.source, note, self._secret.masked(body))
        known = self._ledger.row(request.endpoint.name, request.hash)
        row = known or Row(
            endpoint=request.endpoint.name, request_hash=request.hash, params=request.params, status=_STATUS[kind]
        )
        row = replace(
            row,
            status=_STATUS[kind],
            attempts=row.attempts + attempts,
            tried_at=now,
            http_status=reply.status if reply else None,
            reason=reason,
        )
        self._ledger.put(request.endpoint.name, [row])
        return Outcome(kind, body_bytes=len(body), reason=reason)

    def _masked(self, text: str) -> str:
        return self._secret.masked(text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")

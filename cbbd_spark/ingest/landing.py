"""From a reply to a stored answer: judge and pack, create, remember. Blocking; runs in one thread."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from cbbd_spark.errors import SetAside, StoreFull
from cbbd_spark.ingest.body import Body
from cbbd_spark.ingest.judge import Judge, Verdict
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.sequel import emptiness, shrinkage
from cbbd_spark.raw import layout
from cbbd_spark.raw.manifest import Drift, Entry
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Ledger, Row, Status


class Landing:
    """Lands the answers of one source."""

    def __init__(
        self,
        raw: RawStore,
        ledger: Ledger,
        secret: Secret,
        *,
        run_id: str,
        code_version: str,
        body_limit: int,
        now: Callable[[], datetime],
    ) -> None:
        self._raw = raw
        self._ledger = ledger
        self._secret = secret
        self._run_id = run_id
        self._code_version = code_version
        self._body_limit = body_limit
        self._now = now
        self._judges: dict[str, Judge] = {}

    def judge(self, endpoint: Endpoint) -> Judge:
        """The endpoint's judge, compiled at its first answer."""
        if endpoint.name not in self._judges:
            self._judges[endpoint.name] = Judge(endpoint)
        return self._judges[endpoint.name]

    def land(self, request: Request, reply: Reply, attempts: int) -> Outcome:
        """Lands the answer that came at the `attempts`-th try.

        Raises Unusable or SetAside for what cannot be data; nothing is stored then.
        """
        body = Body(reply, self._body_limit, self._secret)
        row = self.row(request)
        last = row.entry.body_sha256 if row.entry else None
        is_held = row.status is Status.LANDED
        verdict = self.judge(request.endpoint).judge(request, body, last if is_held else None)
        now = layout.timestamp(self._now())
        seen = replace(
            row,
            attempts=row.attempts + attempts,
            observed_at=now,
            tried_at=now,
            http_status=reply.status,
            reason="",
        )
        if verdict.is_known:
            return self._keep(replace(seen, status=Status.LANDED), Kind.UNCHANGED, verdict)
        seen = replace(seen, rows=verdict.rows, facts=verdict.facts)
        if verdict.is_truncated:
            if request.halves() is None:
                raise SetAside(f"{seen.rows} records, the cap, within one second: nothing to halve", body.whole())
            return self._keep(replace(seen, status=Status.TRUNCATED, observed_at=None), Kind.TRUNCATED, verdict)
        drift = [*verdict.drift, *shrinkage(row, verdict.rows)]
        if not verdict.rows:
            return self._keep(replace(seen, status=emptiness(row, now)), Kind.EMPTY, verdict, drift)
        if verdict.body_sha256 == last:
            return self._keep(replace(seen, status=Status.LANDED), Kind.UNCHANGED, verdict)
        entry = self._entry(request, reply, verdict, now)
        return self._store(row, seen, verdict, replace(entry, drift=drift))

    def note_absent(self, request: Request, attempts: int, reason: str) -> Outcome:
        """Remembers a 404 for what stands in the path as an empty answer: games appear late, so it is not for ever."""
        row, now = self.row(request), layout.timestamp(self._now())
        seen = replace(
            row,
            status=emptiness(row, now),
            attempts=row.attempts + attempts,
            observed_at=now,
            tried_at=now,
            http_status=404,
            rows=0,
            reason=reason,
        )
        self._ledger.put(row.endpoint, [seen])
        return Outcome(Kind.EMPTY, reason=reason)

    def row(self, request: Request) -> Row:
        """The request's row in the ledger, or a new one."""
        known = self._ledger.row(request.endpoint.name, request.hash)
        return known or Row(
            endpoint=request.endpoint.name, request_hash=request.hash, params=request.params, status=Status.FAILED
        )

    def _keep(self, row: Row, kind: Kind, verdict: Verdict, drift: Sequence[Drift] = ()) -> Outcome:
        """Remembers an answer of which nothing is stored."""
        self._ledger.put(row.endpoint, [row])
        return Outcome(kind, rows=row.rows, body_bytes=verdict.body_bytes, drift=tuple(drift))

    def _store(self, before: Row, seen: Row, verdict: Verdict, entry: Entry) -> Outcome:
        stored = verdict.stored
        entry = replace(entry, object_sha256=hashlib.sha256(stored).hexdigest(), object_bytes=len(stored))
        landed = replace(seen, status=Status.LANDED, entry=entry, segment=None)
        # Killed after this line, the next run finds the object or its absence; killed before it, it asks again.
        self._ledger.put(before.endpoint, [replace(before, pending=landed)])
        if not self._raw.create(entry.object, stored) and self._raw.read(entry.object) != stored:
            raise StoreFull(f"{entry.object} is taken by another answer, which must not be: is the raw store shared?")
        self._ledger.put(before.endpoint, [landed])
        return Outcome(
            Kind.LANDED,
            entry.rows,
            entry.odd_rows,
            verdict.keyless,
            entry.body_bytes,
            entry.object_bytes,
            drift=tuple(entry.drift),
        )

    def _entry(self, request: Request, reply: Reply, verdict: Verdict, fetched_at: str) -> Entry:
        """The manifest's entry, without what is known only of the stored object."""
        endpoint = request.endpoint
        return Entry(
            endpoint=endpoint.name,
            object=layout.object_key(endpoint.source, endpoint.name, request.hash, fetched_at, verdict.body_sha256),
            request_hash=request.hash,
            params=request.params,
            url=reply.url,
            status=reply.status,
            fetched_at=fetched_at,
            rows=verdict.rows,
            odd_rows=verdict.odd,
            fingerprint=self.judge(endpoint).fingerprint,
            body_sha256=verdict.body_sha256,
            body_bytes=verdict.body_bytes,
            object_sha256="",
            object_bytes=0,
            etag=reply.headers.get("etag"),
            last_modified=reply.headers.get("last-modified"),
            calls_remaining=reply.calls_remaining,
            run_id=self._run_id,
            code_version=self._code_version,
        )

"""From replies to stored answers: judge and pack, create, remember. Blocking; runs in one thread."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from cbbd_spark.errors import RetryLater, SetAside, StoreFull
from cbbd_spark.ingest.body import Body
from cbbd_spark.ingest.judge import Judge, Verdict, judge_of
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.sequel import emptiness, fetched_at, shrinkage
from cbbd_spark.raw import layout
from cbbd_spark.raw.manifest import Drift, Entry
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Ledger, Row, Status

Refused = SetAside | RetryLater


class Answer(NamedTuple):
    """A reply to a request, which came at the `attempts`-th try."""

    request: Request
    reply: Reply
    attempts: int


@dataclass(frozen=True)
class _Judged:
    """An answer that can be used: the request's row before and after it, and the object to be stored, if any."""

    before: Row
    after: Row
    outcome: Outcome
    stored: bytes = b""

    @property
    def object(self) -> str:
        return self.after.entry.object if self.after.entry else ""


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
        """The endpoint's judge, kept by name: to hash an endpoint takes longer than to look a name up."""
        if endpoint.name not in self._judges:
            self._judges[endpoint.name] = judge_of(endpoint)
        return self._judges[endpoint.name]

    def land_all(self, answers: Sequence[Answer]) -> list[Outcome | Refused]:
        """Lands answers to different requests together: one write of each kind for all of them.

        In the place of an answer that cannot be data stands why, Unusable or SetAside; nothing of it is stored.
        """
        judged = [self._judged(answer) for answer in answers]
        usable = [each for each in judged if isinstance(each, _Judged)]
        # Killed after this line, the next run finds the objects or their absence; killed before it, it asks again.
        self._remember(replace(each.before, pending=each.after) for each in usable if each.stored)
        self._create({each.object: each.stored for each in usable if each.stored})
        self._remember(each.after for each in usable)
        return [each.outcome if isinstance(each, _Judged) else each for each in judged]

    def land(self, answer: Answer) -> Outcome:
        """Lands one answer; raises Unusable or SetAside when it cannot be data."""
        (result,) = self.land_all([answer])
        if isinstance(result, Outcome):
            return result
        raise result

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

    def _judged(self, answer: Answer) -> _Judged | Refused:
        try:
            return self._judge(answer)
        except (SetAside, RetryLater) as refused:
            return refused

    def _judge(self, answer: Answer) -> _Judged:
        request, reply, attempts = answer
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
            return _kept(row, replace(seen, status=Status.LANDED), Kind.UNCHANGED, verdict)
        seen = replace(seen, rows=verdict.rows, facts=verdict.facts)
        if verdict.is_truncated:
            if request.halves() is None:
                raise SetAside(f"{seen.rows} records, the cap, within one second: nothing to halve", body.whole())
            cut_off = replace(seen, status=Status.TRUNCATED, observed_at=None)
            return _kept(row, cut_off, Kind.TRUNCATED, verdict)
        drift = [*verdict.drift, *shrinkage(row, verdict.rows)]
        if not verdict.rows:
            return _kept(row, replace(seen, status=emptiness(row, now)), Kind.EMPTY, verdict, drift)
        if verdict.body_sha256 == last:
            return _kept(row, replace(seen, status=Status.LANDED), Kind.UNCHANGED, verdict)
        entry = replace(self._entry(request, reply, verdict, fetched_at(row, now)), drift=drift)
        landed = replace(seen, status=Status.LANDED, entry=entry, segment=None)
        return _Judged(row, landed, _landed(entry, verdict), verdict.stored)

    def _create(self, objects: Mapping[str, bytes]) -> None:
        for key, created in self._raw.create_all(objects).items():
            if not created and self._raw.read(key) != objects[key]:
                raise StoreFull(f"{key} is taken by another answer, which must not be: is the raw store shared?")

    def _remember(self, rows: Iterable[Row]) -> None:
        """Writes the rows, those of one endpoint in one transaction."""
        by_endpoint: dict[str, list[Row]] = {}
        for row in rows:
            by_endpoint.setdefault(row.endpoint, []).append(row)
        for endpoint, some in by_endpoint.items():
            self._ledger.put(endpoint, some)

    def _entry(self, request: Request, reply: Reply, verdict: Verdict, at: str) -> Entry:
        endpoint = request.endpoint
        return Entry(
            endpoint=endpoint.name,
            object=layout.object_key(endpoint.source, endpoint.name, request.hash, at, verdict.body_sha256),
            request_hash=request.hash,
            params=request.params,
            url=reply.url,
            status=reply.status,
            fetched_at=at,
            rows=verdict.rows,
            odd_rows=verdict.odd,
            fingerprint=self.judge(endpoint).fingerprint,
            body_sha256=verdict.body_sha256,
            body_bytes=verdict.body_bytes,
            object_sha256=hashlib.sha256(verdict.stored).hexdigest(),
            object_bytes=len(verdict.stored),
            etag=reply.headers.get("etag"),
            last_modified=reply.headers.get("last-modified"),
            calls_remaining=reply.calls_remaining,
            run_id=self._run_id,
            code_version=self._code_version,
        )


def _kept(before: Row, after: Row, kind: Kind, verdict: Verdict, drift: Sequence[Drift] = ()) -> _Judged:
    """An answer of which nothing is stored."""
    return _Judged(before, after, Outcome(kind, rows=after.rows, body_bytes=verdict.body_bytes, drift=tuple(drift)))


def _landed(entry: Entry, verdict: Verdict) -> Outcome:
    return Outcome(
        Kind.LANDED,
        entry.rows,
        entry.odd_rows,
        verdict.keyless,
        entry.body_bytes,
        entry.object_bytes,
        drift=tuple(entry.drift),
    )

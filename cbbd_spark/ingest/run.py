"""One harvest at work: several requests at once, until all are done or something ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cbbd_spark.ingest.asker import Asker
from cbbd_spark.ingest.faults import Draining
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.report import HarvestReport, OnProgress, Progress
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.segments import Segments
from cbbd_spark.state.lease import Lease
from cbbd_spark.state.ledger import Ledger, Row, Status

ANSWERS_PER_SEGMENT = 50
_SECONDS_PER_SEGMENT = 10.0
_DRAIN_SECONDS = 20.0


class Run:
    """Asks several requests at once and keeps ledger, manifest, lease and report up to date."""

    def __init__(
        self,
        asker: Asker,
        ledger: Ledger,
        lease: Lease,
        segments: Mapping[str, Segments],
        report: HarvestReport,
        *,
        on_progress: OnProgress | None,
    ) -> None:
        self._asker = asker
        self._ledger = ledger
        self._lease = lease
        self._segments = segments
        self._report = report
        self._on_progress = on_progress
        self._asked: set[str] = set()
        self._skipped: set[str] = set()
        self._landed: dict[str, list[str]] = {}
        self._planned = 0
        self._done = 0
        self._fault: BaseException | None = None

    @property
    def _ending(self) -> asyncio.Event:
        return self._asker.persistence.ending

    def end(self, fault: BaseException) -> None:
        """Makes no further call; `ask_all` raises `fault` when what is under way has been finished."""
        if self._fault is None:
            self._fault = fault
        self._ending.set()

    async def ask_all(self, requests: Iterable[Request]) -> None:
        """Asks those that this run has not asked yet, in their order. Raises what ended the run, if something did."""
        # By hash, because one list may name a request twice, and two answers to it at once would be two objects.
        new = list({one.hash: one for one in requests if one.hash not in self._asked}.values())
        self._asked.update(request.hash for request in new)
        self._planned += len(new)
        await self._asker.offload(self._note_planned, new)
        queue = iter(new)
        workers = [asyncio.create_task(self._work(queue)) for _ in range(min(self._asker.workers, len(new)))]
        keeper = asyncio.create_task(self._keep())
        try:
            await self._until_done(workers)
        finally:
            for task in (*workers, keeper):
                task.cancel()
            ends = await asyncio.gather(*workers, keeper, return_exceptions=True)
        if self._fault:
            raise self._fault
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
                raise end

    async def write_segments(self) -> None:
        """Puts what has landed into the manifest, if the lease is still ours.

        Whoever waits for it may be cancelled, and then nobody hears how it ended: all of it is tried again, and what
        has a segment by then is left out.
        """
        landed, self._landed = self._landed, {}
        try:
            await self._asker.offload(self._write_segments, landed)
        except BaseException:
            for endpoint, hashes in landed.items():
                self._landed.setdefault(endpoint, []).extend(hashes)
            raise

    def _write_segments(self, landed: Mapping[str, Sequence[str]]) -> None:
        self._lease.renew()
        for endpoint, hashes in landed.items():
            rows = (self._ledger.row(endpoint, one) for one in hashes)
            self._segments[endpoint].write(row for row in rows if isinstance(row, Row))

    async def _until_done(self, workers: list[asyncio.Task[None]]) -> None:
        """Waits for the workers; when the run is to end, only for so long."""
        ending: asyncio.Task[Any] = asyncio.create_task(self._ending.wait())
        everybody: asyncio.Task[Any] = asyncio.create_task(_all(workers))
        try:
            await asyncio.wait({ending, everybody}, return_when=asyncio.FIRST_COMPLETED)
            if not everybody.done():
                await asyncio.wait({everybody}, timeout=_DRAIN_SECONDS)
        finally:
            ending.cancel()
            everybody.cancel()

    def _note_planned(self, requests: list[Request]) -> None:
        """Rows for requests that have none yet, so that whoever looks sees what is still to come."""
        rows: dict[str, list[Row]] = {}
        for one in requests:
            if self._ledger.row(one.endpoint.name, one.hash) is None:
                row = Row(endpoint=one.endpoint.name, request_hash=one.hash, params=one.params, status=Status.PLANNED)
                rows.setdefault(one.endpoint.name, []).append(row)
        for endpoint, new in rows.items():
            self._ledger.put(endpoint, new)

    async def _work(self, queue: Iterator[Request]) -> None:
        for request in queue:
            if self._ending.is_set():
                return
            try:
                await self._ask(request)
            except Draining:
                return
            except Exception as fault:  # noqa: BLE001 (whatever it is, the other workers finish what they have begun)
                self.end(fault)
                return

    async def _ask(self, request: Request) -> None:
        """Asks the request, and its halves when its answer was cut off at the cap."""
        if request.endpoint.name in self._skipped:
            return
        outcome = await self._asker.ask(request)
        await self._count(request, outcome)
        halves = request.halves()
        if outcome.kind is Kind.TRUNCATED and halves:
            self._planned += len(halves)
            for half in halves:
                self._asked.add(half.hash)
                await self._ask(half)

    async def _count(self, request: Request, outcome: Outcome) -> None:
        name = request.endpoint.name
        self._report.of(name).count(outcome)
        self._done += 1
        if outcome.kind is Kind.LANDED:
            self._landed.setdefault(name, []).append(request.hash)
        if outcome.kind is Kind.SKIPPED:
            self._skipped.add(name)
            self._report.notes.append(f"{name}: skipped, because {outcome.reason}")
        self._report_progress(request, outcome)
        if sum(map(len, self._landed.values())) >= ANSWERS_PER_SEGMENT:
            await self.write_segments()

    def _report_progress(self, request: Request, outcome: Outcome) -> None:
        calls = self._asker.source.calls
        if self._on_progress:
            self._on_progress(
                Progress(
                    self._done, self._planned, str(request), outcome.kind.value, outcome.rows, calls, outcome.body_bytes
                )
            )

    async def _keep(self) -> None:
        """Keeps the lease, and writes segments when answers come slowly."""
        while True:
            await asyncio.sleep(_SECONDS_PER_SEGMENT)
            try:
                await self.write_segments()
            except Exception as fault:  # noqa: BLE001 (a lease that is lost, a disk that is full: the run ends)
                self.end(fault)
                return


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)

"""A run from lease to lease: before it what the last one left is settled, after it the manifest is whole."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cbbd_spark.errors import Busy, ExitCode, Interrupted
from cbbd_spark.ingest import address, purse
from cbbd_spark.ingest.aside import Aside
from cbbd_spark.ingest.asker import Asker
from cbbd_spark.ingest.group_commit import GroupCommit
from cbbd_spark.ingest.landing import Landing
from cbbd_spark.ingest.persist import Persistence
from cbbd_spark.ingest.purse import Purse
from cbbd_spark.ingest.report import HarvestReport, OnProgress
from cbbd_spark.ingest.run import Run
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.segments import Segments
from cbbd_spark.ingest.signals import first_signal
from cbbd_spark.ingest.source import SOURCE, Source, known
from cbbd_spark.ingest.throttle import Throttle
from cbbd_spark.ingest.world import CODE_VERSION, World
from cbbd_spark.settings import Api
from cbbd_spark.state.lease import Lease
from cbbd_spark.state.ledger import Ledger

# More workers than calls at once, so that the network does not wait for the thread that judges and packs.
_WORKERS_PER_CALL = 2
_REFUSALS_PER_CALL = 5


@dataclass(frozen=True)
class Account:
    """Where a run writes down what it does."""

    report: HarvestReport
    source: Source
    purse: Purse
    on_progress: OnProgress | None


@asynccontextmanager
async def at_work(api: Api, secret: Secret, world: World, account: Account) -> AsyncIterator[tuple[Run, Ledger]]:
    """Holds the lease around the block. Busy when another run has it."""
    run_id = account.report.run_id
    lease = Lease(world.state, f"ingest/{SOURCE}", run_id, world.now)
    await world.offload(lease.acquire)
    try:
        ledger = Ledger(world.state, SOURCE, lease)
        account.source.calls_recalled = await world.offload(purse.recall, world.state, world.now())
        segments = {name: Segments(world.raw, ledger, endpoint) for name, endpoint in known().items()}
        await world.offload(_recover, world, segments.values())
        asker = _asker(api, secret, world, ledger, account)
        run = Run(asker, ledger, lease, segments, account.report, on_progress=account.on_progress)
        with first_signal(lambda number: run.end(_interrupted(number))):
            try:
                yield run, ledger
            except Busy:
                raise  # the lease is another's now, and so is the manifest
            except BaseException:
                await run.write_segments()
                raise
            await run.write_segments()
    finally:
        await world.offload(purse.remember, world.state, account.source, world.now)
        await world.offload(lease.release)


def _recover(world: World, segments: Iterable[Segments]) -> None:
    world.raw.sweep()
    world.dead_letter.sweep()
    for each in segments:
        each.recover()


def _asker(api: Api, secret: Secret, world: World, ledger: Ledger, account: Account) -> Asker:
    run_id = account.report.run_id
    landing = Landing(
        world.raw,
        ledger,
        secret,
        run_id=run_id,
        code_version=CODE_VERSION,
        body_limit=api.max_body_megabytes << 20,
        now=world.now,
    )
    return Asker(
        transport=world.transport,
        throttle=Throttle(api.requests_per_second, api.concurrency),
        persistence=Persistence(api.max_attempts, api.deadline_seconds, world.rng, asyncio.Event()),
        landing=landing,
        commit=GroupCommit(landing, world.offload),
        aside=Aside(world.dead_letter, ledger, secret, base=address.base(api.base_url), run_id=run_id, now=world.now),
        offload=world.offload,
        now=world.now,
        secret=secret,
        source=account.source,
        purse=account.purse,
        room=asyncio.Lock(),
        workers=api.concurrency * _WORKERS_PER_CALL,
        refusals=api.concurrency * _REFUSALS_PER_CALL,
    )


def _interrupted(number: signal.Signals) -> Interrupted:
    code = ExitCode.TERMINATED if number is signal.SIGTERM else ExitCode.INTERRUPTED
    return Interrupted(f"ended by {number.name}; what landed is kept. Run again to go on", code)

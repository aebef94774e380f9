"""The job: what is wanted, minus what is held, from the API into raw.

Killed at any moment and started again, it ends with the same raw as one clean run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime

from cbbd_spark.errors import Stop
from cbbd_spark.ingest import address
from cbbd_spark.ingest import plan as planning
from cbbd_spark.ingest.due import Policy
from cbbd_spark.ingest.report import HarvestReport, OnProgress
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.source import SOURCE, Source, known
from cbbd_spark.ingest.work import Account, at_work
from cbbd_spark.ingest.world import World, laptop, utc_now
from cbbd_spark.settings import Settings
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Ledger
from cbbd_spark.state.sqlite import SqliteKeyValue


async def harvest(
    settings: Settings,
    key: str,
    seasons: Sequence[int],
    *,
    run_id: str,
    endpoints: Sequence[str] | None = None,
    refresh: bool = False,
    on_progress: OnProgress | None = None,
    world: World | None = None,
) -> HarvestReport:
    """Lands what is missing of the seasons, and what it takes beside them (all endpoints by default).

    Requests that failed or whose answers could not be used are counted in the report's `set_aside`; the run goes
    on. A Stop ends it: ConfigurationError (key, arguments), Busy, QuotaExhausted, SourceDown, StoreFull,
    Interrupted. What landed before stays landed, and the Stop's `report` says what that was.
    """
    secret = Secret(key)
    address.base(settings.api.base_url)
    chosen = planning.choose(known(), endpoints)
    ordered = planning.check_seasons(chosen, seasons, world.now() if world else utc_now())
    policy = Policy.of(settings.api, refresh=refresh)
    report, source = HarvestReport(run_id), Source()
    started = asyncio.get_running_loop().time()
    try:
        async with (
            nullcontext(world) if world else laptop(settings, secret) as here,
            at_work(settings.api, secret, here, Account(report, source, on_progress)) as (run, ledger),
        ):
            for some, season in _stages(chosen, ordered):
                made = planning.plan(some, season, ledger.rows, here.now(), policy)
                report.notes.extend(note for note in made.notes if note not in report.notes)
                await run.ask_all(made.requests)
    except Stop as fault:
        fault.report = report
        raise
    finally:
        report.calls, report.calls_remaining = source.calls, source.calls_remaining
        report.seconds = asyncio.get_running_loop().time() - started
    return report


def harvest_sync(
    settings: Settings,
    key: str,
    seasons: Sequence[int],
    *,
    run_id: str,
    endpoints: Sequence[str] | None = None,
    refresh: bool = False,
    on_progress: OnProgress | None = None,
) -> HarvestReport:
    """`harvest` for callers without an event loop."""
    return asyncio.run(
        harvest(settings, key, seasons, run_id=run_id, endpoints=endpoints, refresh=refresh, on_progress=on_progress)
    )


def plan_only(
    settings: Settings,
    seasons: Sequence[int],
    *,
    endpoints: Sequence[str] | None = None,
    refresh: bool = False,
    now: Callable[[], datetime] = utc_now,
) -> list[Request]:
    """What `harvest` would ask first, in its order; makes no call and writes nothing.

    Plays of a season whose games have not landed are not in it: their days are not known yet.
    """
    chosen = planning.choose(known(), endpoints)
    ordered = planning.check_seasons(chosen, seasons, now())
    policy = Policy.of(settings.api, refresh=refresh)
    if not settings.lake.state_file.exists():
        return planning.plan(chosen, ordered, lambda _: {}, now(), policy).requests
    state = SqliteKeyValue(settings.lake.state_file)
    try:
        return planning.plan(chosen, ordered, Ledger(state, SOURCE).rows, now(), policy).requests
    finally:
        state.close()


def _stages(chosen: list[Endpoint], seasons: list[int]) -> Iterator[tuple[list[Endpoint], list[int]]]:
    """Season by season, the newest first: its games, which say what else there is, then everything."""
    spine = [endpoint for endpoint in chosen if endpoint.name == planning.SPINE]
    for season in seasons:
        yield spine, [season]
        yield chosen, [season]
    if not seasons:
        yield chosen, []

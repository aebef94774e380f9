"""The job: what is wanted, minus what is held, from the API into raw.

Killed at any moment and started again, it ends with the same raw as one clean run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext

import uvloop

from cbbd_spark.errors import OverBudget, Stop
from cbbd_spark.ingest import address, milestones
from cbbd_spark.ingest.knowledge import ROLL, SPINE
from cbbd_spark.ingest.order import Mode, Order
from cbbd_spark.ingest.plan import Plan
from cbbd_spark.ingest.planner import Planner
from cbbd_spark.ingest.purse import Purse
from cbbd_spark.ingest.report import HarvestReport, OnProgress
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.run import Run
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.source import Source
from cbbd_spark.ingest.window import season_of
from cbbd_spark.ingest.work import Account, at_work
from cbbd_spark.ingest.world import World, real_world, utc_now
from cbbd_spark.settings import Settings
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Ledger


async def harvest(
    settings: Settings,
    key: str,
    order: Order,
    *,
    run_id: str,
    on_progress: OnProgress | None = None,
    world: World | None = None,
) -> HarvestReport:
    """Lands what is missing of what is ordered.

    Requests that failed or whose answers could not be used are counted in the report's `set_aside`; the run goes
    on. A Stop ends it: ConfigurationError (key, arguments), OverBudget, Busy, QuotaExhausted, SourceDown,
    StoreFull, Interrupted. What landed before stays landed, and the Stop's `report` says what that was.
    """
    order.seasons_at(world.now() if world else utc_now())
    reserve = settings.quota.reserve if order.mode is Mode.BACKFILL else 0
    account = Account(HarvestReport(run_id), Source(), Purse(order.budget, reserve), on_progress)
    async with _begun(settings, key, account, world) as (run, ledger, here):
        job = _Job(account, Planner(settings.api, order, here.state, ledger), run, here)
        try:
            await job.bring(order)
        except OverBudget as spent:
            if not order.partial:
                raise
            account.report.notes.append(f"{spent}; the rest is for another day")
    return account.report


async def ask(
    settings: Settings, key: str, requests: Sequence[Request], *, run_id: str, world: World | None = None
) -> HarvestReport:
    """Lands the answers to these requests, held or not; ends as `harvest` does."""
    account = Account(HarvestReport(run_id), Source(), Purse(), None)
    async with _begun(settings, key, account, world) as (run, _, _):
        await run.ask_all(requests)
    return account.report


def harvest_sync(
    settings: Settings, key: str, order: Order, *, run_id: str, on_progress: OnProgress | None = None
) -> HarvestReport:
    """`harvest` for callers without an event loop."""
    return uvloop.run(harvest(settings, key, order, run_id=run_id, on_progress=on_progress))


class _Job:
    """One harvest at work."""

    def __init__(self, account: Account, planner: Planner, run: Run, world: World) -> None:
        self._account = account
        self._planner = planner
        self._run = run
        self._world = world

    async def bring(self, order: Order) -> None:
        """Season by season, the newest first: what says what else there is, then everything."""
        chosen, seasons = order.chosen(), order.seasons_at(self._world.now())
        teachers = [endpoint for endpoint in chosen if endpoint.name in (SPINE, ROLL)]
        self._insist(order, self._plan(chosen, seasons))
        for season in seasons:
            await self._ask(self._plan(teachers, [season]))
            made = self._plan(chosen, [season])
            self._insist(order, made)
            await self._ask(made)
            await self._world.offload(self._note_how_far, chosen, season)
        self._note_refused(chosen)

    def _plan(self, endpoints: Sequence[Endpoint], seasons: Sequence[int]) -> Plan:
        return self._planner.plan(endpoints, seasons, self._world.now())

    def _insist(self, order: Order, made: Plan) -> None:
        if not order.partial:
            self._account.purse.insist(made, self._account.source)

    async def _ask(self, made: Plan) -> None:
        notes = self._account.report.notes
        notes.extend(note for note in made.notes if note not in notes)
        await self._run.ask_all(made.requests)

    def _note_refused(self, endpoints: Sequence[Endpoint]) -> None:
        """What an earlier run refused and this one has left alone is not counted, and must not be forgotten."""
        counts = self._account.report.endpoints
        for endpoint in endpoints:
            refused = self._planner.refused(endpoint)
            if refused and not (endpoint.name in counts and counts[endpoint.name].asked):
                left = f"{endpoint.name}: refused before and left alone for now: {', '.join(refused)}"
                self._account.report.notes.append(f"{left}; --refresh asks at once")

    def _note_how_far(self, endpoints: Sequence[Endpoint], season: int) -> None:
        now, state = self._world.now(), self._world.state
        answered = [one for one in endpoints if self._planner.is_answered(one, season, now)]
        if season == season_of(now):
            milestones.reach(state, [one.name for one in answered], day=now.date())
        whole = [one.name for one in answered if self._planner.is_whole(one, season, now)]
        milestones.reach(state, whole, season=season)


@asynccontextmanager
async def _begun(
    settings: Settings, key: str, account: Account, world: World | None
) -> AsyncIterator[tuple[Run, Ledger, World]]:
    """A run that holds the lease; at its end the report is complete, whatever ended it."""
    secret = Secret(key)
    address.base(settings.api.base_url)
    report, source = account.report, account.source
    started = asyncio.get_running_loop().time()
    try:
        async with (
            nullcontext(world) if world else real_world(settings, secret) as here,
            at_work(settings.api, secret, here, account) as (run, ledger),
        ):
            yield run, ledger, here
    except Stop as fault:
        fault.report = report
        raise
    finally:
        report.calls, report.calls_remaining = source.calls, source.calls_remaining
        report.seconds = asyncio.get_running_loop().time() - started

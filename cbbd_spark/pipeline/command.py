"""`cbbd-spark pipeline` and `cbbd-spark ingest`: from words to a run, and from a run to words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from cbbd_spark.errors import ExitCode, Stop
from cbbd_spark.ingest.harvest import harvest_sync
from cbbd_spark.ingest.order import Mode, Order
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.pipeline import inventory, provenance, show
from cbbd_spark.pipeline.ingest_progress import IngestProgress
from cbbd_spark.pipeline.plan_view import show_plan
from cbbd_spark.pipeline.run import Plan, run
from cbbd_spark.pipeline.steps import INGEST, Step, chosen
from cbbd_spark.settings import Settings, api_key


@dataclass(frozen=True)
class Scope:
    """Which steps a run takes: `only` by names or layers, or from the layer `start` on; none = all."""

    only: Sequence[str] = ()
    start: str | None = None
    with_upstream: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """ConfigurationError for a word that names none."""
        return chosen(self.only, self.start, with_upstream=self.with_upstream)

    @property
    def asks(self) -> bool:
        """Whether the API is asked."""
        return any(step.name == INGEST for step in self.steps)


def run_pipeline(
    console: Console,
    settings: Settings,
    order: Order,
    scope: Scope,
    *,
    dry_run: bool = False,
    key: str | None = None,
) -> ExitCode:
    """Carries out a run and prints it. ConfigurationError for words that mean nothing.

    Tables are built of the order's seasons; of a daily run, of all that has moved.
    """
    steps, asks = scope.steps, scope.asks
    if dry_run:
        if asks:
            show_plan(console, settings, order)
        show.planned(console, [step for step in steps if step.name != INGEST])
        return ExitCode.DONE
    secret = (key or api_key()) if asks else ""
    if asks:
        provenance.insist(settings)

    def ask(run_id: str) -> HarvestReport:
        try:
            with IngestProgress(console) as progress:
                report = harvest_sync(settings, secret, order, run_id=run_id, on_progress=progress.update)
        except Stop as stop:
            if isinstance(stop.report, HarvestReport) and stop.report.total("landed"):
                provenance.remember(settings)
                show.harvest_table(console, stop.report)
                console.print("What landed is kept; `cbbd-spark pipeline --from bronze` builds the tables from it.")
            raise
        provenance.remember(settings)
        show.harvest_table(console, report)
        return report

    seasons = tuple(order.seasons) or None
    plan = Plan(steps, seasons, backfills=asks and order.mode is Mode.BACKFILL)
    report = run(settings, plan, lambda result: show.step_line(console, result), ask if asks else None)
    if report.steps:
        inventory.show(console, settings)
    show.closing(console, settings, report)
    return report.exit_code

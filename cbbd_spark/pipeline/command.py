"""`cbbd-spark pipeline` and `cbbd-spark ingest`: from words to a run, and from a run to words."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from cbbd_spark.errors import ConfigurationError, ExitCode, Stop
from cbbd_spark.ingest.harvest import harvest_sync, plan_only
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.pipeline import inventory, provenance, show
from cbbd_spark.pipeline.ingest_progress import IngestProgress
from cbbd_spark.pipeline.run import Plan, run
from cbbd_spark.pipeline.steps import INGEST, chosen
from cbbd_spark.settings import Settings, api_key

_FIRST, _LAST = 1950, 2100


def run_pipeline(
    console: Console,
    settings: Settings,
    seasons: Sequence[str],
    *,
    only: Sequence[str] = (),
    start: str | None = None,
    with_upstream: bool = False,
    endpoints: Sequence[str] = (),
    refresh: bool = False,
    dry_run: bool = False,
    key: str | None = None,
) -> ExitCode:
    """Carries out a run and prints it. ConfigurationError for words that mean nothing."""
    wanted = parse_seasons(seasons)
    steps = chosen(only, start, with_upstream=with_upstream)
    asks = any(step.name == INGEST for step in steps)
    if asks and not wanted:
        raise ConfigurationError("which seasons? For example --seasons 2025")
    if dry_run:
        requests = plan_only(settings, wanted, endpoints=endpoints or None, refresh=refresh) if asks else None
        show.planned(console, steps, None if requests is None else len(requests))
        return ExitCode.DONE
    secret = (key or api_key()) if asks else ""
    if asks:
        provenance.insist(settings)

    def ask(run_id: str) -> HarvestReport:
        try:
            with IngestProgress(console) as progress:
                report = harvest_sync(
                    settings,
                    secret,
                    wanted,
                    run_id=run_id,
                    endpoints=endpoints or None,
                    refresh=refresh,
                    on_progress=progress.update,
                )
        except Stop as stop:
            if isinstance(stop.report, HarvestReport) and stop.report.total("landed"):
                provenance.remember(settings)
                show.harvest_table(console, stop.report)
                console.print("What landed is kept; `cbbd-spark pipeline --from bronze` builds the tables from it.")
            raise
        provenance.remember(settings)
        show.harvest_table(console, report)
        return report

    report = run(settings, Plan(steps, wanted or None), ask, lambda result: show.step_line(console, result))
    if report.steps:
        inventory.show(console, settings)
    show.closing(console, settings, report)
    return report.exit_code


def parse_seasons(words: Sequence[str]) -> tuple[int, ...]:
    """`2025`, `2023-2025` and `2023,2025`, in order and without doubles."""
    found: set[int] = set()
    for part in (part.strip() for word in words for part in word.split(",")):
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise ConfigurationError(f"{part!r} is no season: write 2025, 2023-2025 or 2023,2025")
        ends = int(first), int(last or first)
        if not _FIRST <= ends[0] <= ends[1] <= _LAST:
            raise ConfigurationError(f"{part!r} is no season: the year in which it ends was expected, as in 2025")
        found.update(range(ends[0], ends[1] + 1))
    return tuple(sorted(found))

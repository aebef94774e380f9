"""What a run tells a person: a line per step as it ends, the report, and what the lake holds."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid

from cbbd_spark.ingest.harvest import HarvestReport
from cbbd_spark.pipeline.result import RunReport, Status, StepResult
from cbbd_spark.pipeline.steps import Step
from cbbd_spark.settings import Settings

_COLOUR = {Status.WRITTEN: "green", Status.FAILED: "red", Status.BLOCKED: "red"}


def step_line(console: Console, result: StepResult) -> None:
    """One line for a step that has ended."""
    did = [
        f"{count:,} {word}"
        for word, count in (
            ("inserted", result.outcome.inserted),
            ("updated", result.outcome.updated),
            ("deleted", result.outcome.deleted),
            ("unchanged", result.outcome.unchanged),
            ("set aside", result.outcome.set_aside),
        )
        if count
    ]
    colour = _COLOUR.get(result.status, "dim")
    text = result.error or ", ".join(did)
    console.print(
        f"[{colour}]{result.status.value:>10}[/]  {result.step:<36} {result.seconds:6.1f} s  {text}", highlight=False
    )


def planned(console: Console, steps: Sequence[Step], requests: int | None) -> None:
    """What `--dry-run` shows instead of doing it."""
    if requests is not None:
        console.print(f"{requests:,} calls would be made as far as is known now; days with plays follow from the games")
    for step in steps:
        console.print(f"  {step.name:<36} after {', '.join(step.upstream) or 'nothing'}", highlight=False)


def harvest_table(console: Console, harvest: HarvestReport) -> None:
    """What the API was asked for and what came."""
    grid = Grid(title="Ingest", title_justify="left", header_style="bold")
    grid.add_column("endpoint")
    for name in ("calls", "landed", "empty", "unchanged", "records", "odd", "MB", "dead-letter", "failed"):
        grid.add_column(name, justify="right")
    for name, tally in harvest.endpoints.items():
        if tally.asked:
            grid.add_row(
                name,
                *(
                    f"{value:,}"
                    for value in (tally.asked, tally.landed, tally.empty, tally.unchanged, tally.rows, tally.odd_rows)
                ),
                f"{tally.bytes / 1e6:.1f}",
                f"{tally.dead_lettered:,}",
                f"{tally.failed:,}",
            )
    if grid.row_count:
        console.print(grid)
    left = "" if harvest.calls_remaining is None else f", {harvest.calls_remaining:,} left this month"
    console.print(f"{harvest.calls:,} calls in {harvest.seconds:.0f} s{left}", highlight=False)
    for note in harvest.notes:
        console.print(f"  note: {note}", highlight=False)


def closing(console: Console, settings: Settings, report: RunReport) -> None:
    """The end of a run: counts, what to know, and what was set aside."""
    count = {status: sum(step.status is status for step in report.steps) for status in Status}
    parts = [f"{number} {status.value}" for status, number in count.items() if number]
    console.print(f"\n[bold]{report.run_id}[/]: {', '.join(parts) or 'no table'} in {report.seconds:.0f} s")
    notes = sorted({(step.step, note) for step in report.steps for note in step.notes})
    for step, note in notes:
        console.print(f"  note: {step}: {note}", highlight=False)
    warned = [(step.step, rule, rows) for step in report.steps for rule, rows in step.outcome.warnings.items()]
    for step, rule, rows in warned:
        console.print(f"  [yellow]warning[/]: {step}: {rows:,} rows break {rule}", highlight=False)
    for result in report.steps:
        if result.error:
            console.print(f"  [red]{result.status.value}[/]: {result.step}: {result.error}", highlight=False)
    if report.set_aside:
        console.print(
            f"  [yellow]{report.set_aside:,} set aside[/]: answers in {settings.lake.dead_letter}, "
            "records in the column _rescued of their bronze table",
            highlight=False,
        )
    console.print(f"  report: {settings.lake.meta / 'runs' / report.run_id}.json", highlight=False)

"""What a run tells a person: a line per step as it ends, the report, and what the lake holds."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid

from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.pipeline import drift_view
from cbbd_spark.pipeline.result import RunReport, Status, StepResult
from cbbd_spark.pipeline.steps import Step
from cbbd_spark.pipeline.table_step import NO_DATA
from cbbd_spark.settings import Settings
from cbbd_spark.spec.check import Severity

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
        f"[{colour}]{result.status.value:>10}[/]  {result.step:<36} {result.seconds:6.1f} s  {text}",
        highlight=False,
        soft_wrap=True,
    )


def planned(console: Console, steps: Sequence[Step]) -> None:
    """The steps that `--dry-run` shows instead of taking them."""
    for step in steps:
        console.print(
            f"  {step.name:<36} after {', '.join(step.upstream) or 'nothing'}", highlight=False, soft_wrap=True
        )


def harvest_table(console: Console, harvest: HarvestReport) -> None:
    """What the API was asked for and what came."""
    grid = Grid(title="Ingest", title_justify="left", header_style="bold")
    grid.add_column("endpoint", no_wrap=True)
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
                f"{tally.body_bytes / 1e6:.1f}",
                f"{tally.dead_lettered:,}",
                f"{tally.failed:,}",
            )
    if grid.row_count:
        console.print(grid)
    left = "" if harvest.calls_remaining is None else f", {harvest.calls_remaining:,} left this month"
    console.print(f"{harvest.calls:,} calls in {harvest.seconds:.0f} s{left}", highlight=False, soft_wrap=True)
    for note in harvest.notes:
        console.print(f"  note: {note}", highlight=False, soft_wrap=True)
    drift_view.warn(console, harvest)


def closing(console: Console, settings: Settings, report: RunReport) -> None:
    """The end of a run: counts, what to know, and what was set aside."""
    count = {status: sum(step.status is status for step in report.steps) for status in Status}
    parts = [f"{number} {status.value}" for status, number in count.items() if number]
    console.print(f"\n[bold]{report.run_id}[/]: {', '.join(parts) or 'no table'} in {report.seconds:.0f} s")
    for step in report.steps:
        for note in step.notes:
            if note != NO_DATA:
                console.print(f"  note: {step.step}: {note}", highlight=False, soft_wrap=True)
    if without := [step.step for step in report.steps if NO_DATA in step.notes]:
        console.print(f"  note: no data upstream for {', '.join(without)}", highlight=False, soft_wrap=True)
    warned = [(step.step, rule, rows) for step in report.steps for rule, rows in step.outcome.warnings.items()]
    for name, rule, rows in warned:
        console.print(f"  [yellow]warning[/]: {name}: {rows:,} rows break {rule}", highlight=False, soft_wrap=True)
    for judged in report.between:
        for each in judged.results:
            if each.broken:
                word = "[red]failed[/]" if each.severity is Severity.FAIL else "[yellow]warning[/]"
                what = f"{each.check}: {each.broken:,} of {each.checked:,} break it, as in {each.example}"
                console.print(f"  {word}: {judged.subject}: {what}", highlight=False, soft_wrap=True)
    if empty := sum(step.outcome.empty_columns for step in report.steps):
        console.print(f"  note: {empty:,} columns hold no value: `cbbd-spark quality-check` names them", soft_wrap=True)
    for result in report.steps:
        if result.status is Status.FAILED:
            console.print(f"  [red]failed[/]: {result.step}: {result.error}", highlight=False, soft_wrap=True)
    if report.set_aside:
        console.print(
            f"  [yellow]{report.set_aside:,} set aside[/]: answers in {settings.dead_letter_place}, "
            "records in the column _rescued of their bronze table, damaged objects where the notes name them",
            highlight=False,
            soft_wrap=True,
        )
    console.print(f"  report: {settings.lake.meta / 'runs' / report.run_id}.json", highlight=False, soft_wrap=True)

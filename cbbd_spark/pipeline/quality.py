"""`cbbd-spark quality-check`: every rule of every table, over all that the lake holds, and the rules between tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table as Grid

from cbbd_spark.errors import ExitCode
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.lakehouse.outcome import COLUMNS_HAVE_VALUES
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.pipeline import check_log
from cbbd_spark.pipeline.audit_step import judge_lake
from cbbd_spark.pipeline.check_log import Judged
from cbbd_spark.pipeline.steps import chosen
from cbbd_spark.settings import Settings
from cbbd_spark.spec.table import Table
from cbbd_spark.telemetry import new_run_id

_COLOUR = {"passed": "green", "warned": "yellow", "failed": "red"}


def check_quality(
    console: Console, settings: Settings, names: Sequence[str], seasons: tuple[int, ...] | None, *, shows_all: bool
) -> ExitCode:
    """Judges the tables (none named: all, and the rules between them), stores and prints what was found.

    ConfigurationError for a name that does not exist. CHECKS when a rule that fails is broken.
    """
    tables = [step.thing for step in chosen(names) if isinstance(step.thing, Table)]
    now = datetime.now(UTC)
    session = open_session(settings)
    try:
        create_databases(session)
        found = judge_lake(session, tables, seasons, settings.spark.parallel_steps, with_audits=not names)
        check_log.append(session, run_id := new_run_id(now), now, found)
    finally:
        session.stop()
    _show(console, found, run_id, shows_all=shows_all)
    return ExitCode.CHECKS if any(each.status == "failed" for one in found for each in one.results) else ExitCode.DONE


def _show(console: Console, found: Sequence[Judged], run_id: str, *, shows_all: bool) -> None:
    grid = Grid(title="Checks", title_justify="left", header_style="bold")
    for name in ("table", "rule", "", "checked", "broken", "as in"):
        grid.add_column(name, justify="right" if name in ("checked", "broken") else "left", overflow="fold")
    for judged in found:
        for each in judged.results:
            if shows_all or each.broken:
                status = f"[{_COLOUR[each.status]}]{each.status}[/]"
                example = "" if each.example is None else each.example.replace("[", "\\[")
                grid.add_row(judged.subject, each.check, status, f"{each.checked:,}", f"{each.broken:,}", example)
    if grid.row_count:
        console.print(grid)
    results = [each for judged in found for each in judged.results]
    numbers = {status: sum(each.status == status for each in results) for status in _COLOUR}
    counts = ", ".join(f"{number:,} {status}" for status, number in numbers.items())
    console.print(f"{counts}; kept in cbbd_meta.check_results as run {run_id}", highlight=False, soft_wrap=True)
    if any(each.check == COLUMNS_HAVE_VALUES and each.broken for each in results):
        console.print(f"{COLUMNS_HAVE_VALUES} counts columns, the others rows", highlight=False, soft_wrap=True)

"""What a run would make again of tables that are made of tables, told without making it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.pipeline import run_log
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import memory_of
from cbbd_spark.pipeline.moved import moved
from cbbd_spark.pipeline.steps import Step
from cbbd_spark.pipeline.table_step import is_up_to_date, name_of
from cbbd_spark.raw.place import store_at
from cbbd_spark.settings import Settings
from cbbd_spark.spec.table import Table

_UP_TO_DATE = "up to date"


def show_table_plan(
    console: Console, settings: Settings, steps: Sequence[Step], seasons: tuple[int, ...] | None
) -> None:
    """Prints for each step what would be built, as the lake is now."""
    session = open_session(settings)
    try:
        memory, code = run_log.remembered(session), run_log.code_fingerprint()
        context = Context(session, store_at(settings.raw_place), "dry-run", seasons, memory, code)
        stale: set[str] = set()
        for step in steps:
            assert isinstance(step.thing, Table)  # noqa: S101 (steps of gold are tables)
            what = _planned(context, step.thing)
            above = [name for name in step.upstream if name in stale]
            if what != _UP_TO_DATE or above:
                stale.add(step.name)
            after = f", and what follows from {', '.join(above)}" if above else ""
            console.print(f"  {step.name:<36} {what}{after}", highlight=False, soft_wrap=True)
    finally:
        session.stop()


def _planned(context: Context, table: Table) -> str:
    inputs: dict[str, int | None] = {}
    for thing in table.all_inputs:
        name = name_of(thing)
        if not snapshots.exists(context.session, name):
            return f"waits for {name}, which does not exist yet"
        current = snapshots.current(context.session, name)
        inputs[name] = current.id if current else None
    last = memory_of(context, table)
    if is_up_to_date(context, table, last, inputs):
        return _UP_TO_DATE
    known = last if last and last.code == context.code else None
    scope = moved(context, table, known, inputs)
    if known is None:
        return f"would be made of {scope}: never built by the code of today"
    changed = [name for name, snapshot in inputs.items() if known.inputs.get(name) != snapshot]
    return f"would be made of {scope}: {', '.join(changed) or 'seasons not built before'} moved"

"""What a run would make again of tables that are made of tables, told without making it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.pipeline import run_log
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import memory_of, still_holds
from cbbd_spark.pipeline.steps import Step
from cbbd_spark.pipeline.table_step import inputs_of, is_up_to_date, scope_of
from cbbd_spark.raw.place import store_at
from cbbd_spark.settings import Settings
from cbbd_spark.spec.table import Table

_UP_TO_DATE = "up to date"


def show_table_plan(
    console: Console, settings: Settings, steps: Sequence[Step], seasons: tuple[int, ...] | None
) -> None:
    """Prints for each step what would be built, as the lake is now."""
    session = open_session(settings, for_little=True)
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
    try:
        inputs = inputs_of(context, table)
    except ConfigurationError as error:
        return f"waits: {error}"
    last = memory_of(context, table)
    if is_up_to_date(context, table, last, inputs):
        return _UP_TO_DATE
    scope = scope_of(context, table, last, inputs)
    if last is None or not still_holds(context, table, last):
        return f"would be made of {scope}: the code of today has not built what is there"
    changed = [name for name, snapshot in inputs.items() if last.inputs.get(name) != snapshot]
    return f"would be made of {scope}: {', '.join(changed) or 'seasons not built before'} moved"

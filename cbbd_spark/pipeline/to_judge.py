"""What the rules between tables have not judged yet: what this run has written, and what a run that died left so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.result import DONE, Status, StepResult
from cbbd_spark.pipeline.steps import Step
from cbbd_spark.spec.table import Table


def to_judge(
    context: Context, steps: Sequence[Step], results: Sequence[StepResult]
) -> dict[str, tuple[Table, Outcome]]:
    """Tables that have changed since a run last came to its end, with what is told of the change."""
    tables = {step.name: step.thing for step in steps}
    found: dict[str, tuple[Table, Outcome]] = {}
    for result in results:
        table = tables[result.step]
        if isinstance(table, Table) and result.status in DONE and (outcome := _change(context, table, result)):
            found[result.step] = (table, outcome)
    return found


def _change(context: Context, table: Table, result: StepResult) -> Outcome | None:
    own = result.outcome if result.status is Status.WRITTEN else None
    last, now = context.memory.get(table.step), result.snapshot_id
    logged = last.snapshot_id if last else None
    if context.corrects or now is None or now == logged:
        return own
    changed = snapshots.changed_after(context.session, table.full_name, logged, now)
    # What no log tells of is of a run that died.
    if changed is None or any(snapshot.id != result.outcome.snapshot_id for snapshot in changed):
        seasons = snapshots.seasons_touched(context.session, table.full_name, logged, now)
        return Outcome(seasons=None if seasons is None else tuple(sorted(seasons)))
    # Other code may judge otherwise what it has not moved.
    return replace(own, games=None) if own and context.code_changed(table.step) else own

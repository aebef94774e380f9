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
        outcome = _changed(context, table, result) if isinstance(table, Table) and result.status in DONE else None
        if isinstance(table, Table) and outcome:
            found[result.step] = (table, outcome)
    return found


def _changed(context: Context, table: Table, result: StepResult) -> Outcome | None:
    own = result.outcome if result.status is Status.WRITTEN else None
    last = context.memory.get(table.step)
    if context.corrects or last is None or result.snapshot_id == last.snapshot_id:
        return own
    if _is_of_others_too(context, table, result, last.snapshot_id):
        seasons = None
        if last.snapshot_id is not None and result.snapshot_id is not None:
            between = last.snapshot_id, result.snapshot_id
            seasons = snapshots.seasons_touched(context.session, table.full_name, *between)
        return Outcome(seasons=None if seasons is None else tuple(sorted(seasons)))
    # Other code may judge otherwise what it has not moved.
    return replace(own, games=None) if own and context.code_changed(table.step) else own


def _is_of_others_too(context: Context, table: Table, result: StepResult, before: int | None) -> bool:
    """Whether somebody else has changed rows after the snapshot `before`: a run that died, since no log tells of it."""
    for snapshot in snapshots.ancestors(context.session, table.full_name, result.snapshot_id):
        if snapshot.id == before:
            return False
        if snapshot.id != result.outcome.snapshot_id and snapshot.operation != "replace":
            return True
    return before is not None

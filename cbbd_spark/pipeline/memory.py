"""What is remembered of a table's last build: by the log of runs, and by the table itself.

Each commit carries what it was made of, so a run that died after it published, or a log that was lost, costs no work:
the table is its own checkpoint. The log alone knows of runs that found nothing to write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.snapshots import Snapshot
from cbbd_spark.spec.table import Table

if TYPE_CHECKING:
    from cbbd_spark.pipeline.context import Context

RUN_ID = "cbbd.run-id"
_MADE_OF = "cbbd.made-of"


@dataclass(frozen=True)
class Remembered:
    """The last good build of a table: snapshots of its inputs, its own afterwards, seasons (None: all) and the code."""

    inputs: Mapping[str, int | None]
    snapshot_id: int | None
    seasons: tuple[int, ...] | None
    code: str


def stamp(context: Context, table: Table, inputs: Mapping[str, int | None]) -> dict[str, str]:
    """Properties for the commit: the run, and what the table is made of with it."""
    made_of = {"inputs": dict(inputs), "seasons": context.seasons_of(table), "code": context.code}
    return {RUN_ID: context.run_id, _MADE_OF: json.dumps(made_of)}


def memory_of(context: Context, table: Table) -> Remembered | None:
    """The last good build; None when nothing is known, or nothing is to be believed."""
    if context.corrects:
        return None
    logged = context.memory.get(table.step)
    if logged is not None and not context.is_by_run(table):
        # The log says for which seasons the run was; this table was made of all.
        logged = replace(logged, seasons=None)
    if not snapshots.exists(context.session, table.full_name):
        return logged
    head = snapshots.current(context.session, table.full_name)
    if head is None or (logged is not None and logged.snapshot_id == head.id):
        return logged
    return _stamped(head) or logged


def still_holds(context: Context, table: Table, last: Remembered | None) -> bool:
    """Whether the table has what the last build wrote, by the code of today: it was neither dropped nor put back."""
    if last is None or last.code != context.code or not snapshots.exists(context.session, table.full_name):
        return False
    if last.snapshot_id is None:
        return snapshots.current(context.session, table.full_name) is None and not table.is_incremental
    return snapshots.holds(context.session, table.full_name, last.snapshot_id)


def _stamped(head: Snapshot) -> Remembered | None:
    if _MADE_OF not in head.summary:
        return None
    made_of = json.loads(head.summary[_MADE_OF])
    seasons = made_of["seasons"]
    return Remembered(made_of["inputs"], head.id, None if seasons is None else tuple(seasons), made_of["code"])

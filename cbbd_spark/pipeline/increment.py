"""What came to the inputs of a table since it was made last, and whether that is enough to bring it up to date."""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import DataFrame

from cbbd_spark.bronze.place import place_of
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.read import appended_after, only_grew
from cbbd_spark.lakehouse.scope import SEASON, Scope
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import Remembered, still_holds
from cbbd_spark.pipeline.moved import Inputs
from cbbd_spark.pipeline.steps import name_of
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Table


def is_enough(context: Context, table: Table, last: Remembered | None, inputs: Inputs) -> bool:
    """Whether what is new in the inputs, or all about that, is enough; otherwise the table is made of all they hold."""
    if not table.is_incremental or last is None or last.code != context.code:
        return False
    has_read_all = all(name in last.inputs for name in inputs)
    has_grown = has_read_all and still_holds(context, table, last) and _only_grew(context, last.inputs, inputs)
    return has_grown and not _has_healed(context, table, last.inputs)


def new_rows(context: Context, table: Table, last: Remembered, inputs: Inputs) -> Iterator[tuple[str, DataFrame]]:
    """The inputs that hold more than they did, by name, and what they hold more."""
    for name, before, snapshot in _moved(table, last, inputs):
        yield name, appended_after(context.session, name, before, snapshot)


def seasons_of_new(context: Context, table: Table, last: Remembered, inputs: Inputs) -> Scope | None:
    """The seasons of what is new; None where that is not known, or takes a look at the rows.

    What is built of it may have rows of others, as of a team's rosters before: this is no more than where most are.
    """
    if SEASON not in table.partition:
        return None
    seasons: set[int] = set()
    for name, before, snapshot in _moved(table, last, inputs):
        bounds = snapshots.bounds_of_new(context.session, name, SEASON, before, snapshot)
        # What lies between may not be there, and would be read in vain.
        if bounds is None or bounds[1] - bounds[0] > 1:
            return None
        seasons.update(bounds)
    return Scope(tuple(sorted(seasons))) if seasons else None


def _moved(table: Table, last: Remembered, inputs: Inputs) -> Iterator[tuple[str, int | None, int]]:
    """The inputs that hold more than they did: name, and the snapshots then and now."""
    for name in map(name_of, table.all_inputs):
        snapshot = inputs[name]
        if snapshot is not None and snapshot != last.inputs[name]:
            yield name, last.inputs[name], snapshot


def _has_healed(context: Context, table: Table, before: Inputs) -> bool:
    """Whether answers can be read again that were damaged when the table was last made.

    They are older than what the table holds by now. Of that it knows since when it holds, and not that it was seen
    again: of a value that was so before the answer and after it, the answer would seem to be the last word.
    """
    for thing in table.all_inputs:
        if isinstance(thing, Endpoint) and before[name_of(thing)] is not None:
            owed = place_of(context.session, thing, before[name_of(thing)])
            owes = place_of(context.session, thing)
            if owed is None or owes is None or owed.owed.keys() - owes.owed.keys():
                return True
    return False


def _only_grew(context: Context, before: Inputs, now: Inputs) -> bool:
    return all(
        before[name] is None if snapshot is None else only_grew(context.session, name, before[name])
        for name, snapshot in now.items()
    )

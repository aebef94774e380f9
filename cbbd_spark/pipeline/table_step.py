"""Brings one silver or gold table up to date: have its inputs moved? Builds, and writes what differs."""

from __future__ import annotations

from pyspark.sql import DataFrame

from cbbd_spark.bronze.place import place_of
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.commit import stamped
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.read import appended_after, at, no_rows, only_grew
from cbbd_spark.lakehouse.scope import EVERYTHING, Scope
from cbbd_spark.pipeline.all_about import all_about
from cbbd_spark.pipeline.context import Context, Done
from cbbd_spark.pipeline.memory import Remembered, memory_of, stamp
from cbbd_spark.pipeline.missing import missing
from cbbd_spark.pipeline.moved import Inputs, covers, moved
from cbbd_spark.pipeline.steps import builder, name_of, step_name
from cbbd_spark.raw import manifest
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Layer, Table

NO_DATA = "its inputs hold no data"


def bring_up_to_date(context: Context, table: Table) -> Done:
    """One step. Raises CheckFailed for a rule that is broken, ConfigurationError for an input that was never made."""
    inputs = inputs_of(context, table)
    last = memory_of(context, table)
    if is_up_to_date(context, table, last, inputs):
        return Done(inputs=inputs, looked=False, snapshot_id=last.snapshot_id if last else None)
    context = context.with_own_session()
    ensure(context.session, table)
    notes: list[str] = []
    if all(snapshot is None for snapshot in inputs.values()):
        return Done(inputs=inputs, notes=(NO_DATA,), snapshot_id=_current(context, table.full_name))
    if table.layer is Layer.GOLD:
        notes.extend(missing(context, table, inputs))
    if _is_increment(context, table, last, inputs):
        assert last is not None  # noqa: S101 (an increment is what came after it)
        scope, replaces = EVERYTHING, None
        frames = _new_frames(context, table, last, inputs)
    else:
        scope = scope_of(context, table, last, inputs)
        replaces = None if _owes(context, table, inputs) else scope
        frames = [_rows(context, table, thing, inputs, scope) for thing in table.all_inputs]
    # Of a silver table some seasons were corrected, so the next run has to look at all of it.
    is_part = table.layer is Layer.SILVER and context.corrects and context.seasons is not None
    read = {} if is_part else inputs
    if scope.is_nothing:
        return Done(inputs=read, notes=tuple(notes), snapshot_id=_current(context, table.full_name), scope=scope)
    with stamped(context.session, stamp(context, table, read)):
        batch = Batch(builder(table)(*frames), context.run_id, replaces, context.corrects)
        outcome = upsert(context.session, table, batch)
    return Done(
        outcome,
        read,
        tuple(notes),
        snapshot_id=_current(context, table.full_name),
        scope=scope,
        made_of={step_name(thing): inputs[name_of(thing)] for thing in table.all_inputs},
    )


def inputs_of(context: Context, table: Table) -> Inputs:
    """The snapshots that the inputs stand at. ConfigurationError for one that was never made."""
    return {name_of(thing): _snapshot(context, thing, table) for thing in table.all_inputs}


def scope_of(context: Context, table: Table, last: Remembered | None, inputs: Inputs) -> Scope:
    """The part of a table to be made, where new rows of its inputs alone do not do."""
    return moved(context, table, last if still_holds(context, table, last) else None, inputs)


def _current(context: Context, name: str) -> int | None:
    snapshot = snapshots.current(context.session, name)
    return snapshot.id if snapshot else None


def _snapshot(context: Context, thing: Endpoint | Table, table: Table) -> int | None:
    name = name_of(thing)
    if snapshots.exists(context.session, name):
        return _current(context, name)
    if isinstance(thing, Endpoint) and (
        context.replay or not manifest.last_segment(context.store, thing.source, thing.name)
    ):
        return None
    raise ConfigurationError(f"{table.step} needs {name}, which does not exist: add --with-upstream")


def is_up_to_date(context: Context, table: Table, last: Remembered | None, inputs: Inputs) -> bool:
    """Whether the table is made of just these snapshots, by the code of today."""
    if last is None or last.code != context.code or dict(last.inputs) != dict(inputs):
        return False
    if not snapshots.exists(context.session, table.full_name):
        return False
    if _current(context, table.full_name) != last.snapshot_id:
        return False
    return covers(last.seasons, context.seasons_of(table))


def _is_increment(context: Context, table: Table, last: Remembered | None, inputs: Inputs) -> bool:
    """Whether what is new in the inputs is enough; otherwise the table is made of all that they hold."""
    if not table.is_incremental or last is None or last.code != context.code:
        return False
    has_read_all = all(name in last.inputs for name in inputs)
    has_grown = has_read_all and still_holds(context, table, last) and _only_grew(context, last.inputs, inputs)
    return has_grown and not _has_healed(context, table, last.inputs)


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


def still_holds(context: Context, table: Table, last: Remembered | None) -> bool:
    """Whether the table has what the last build wrote, by the code of today: it was neither dropped nor put back."""
    if last is None or last.code != context.code or not snapshots.exists(context.session, table.full_name):
        return False
    if last.snapshot_id is None:
        return _current(context, table.full_name) is None and not table.is_incremental
    return snapshots.holds(context.session, table.full_name, last.snapshot_id)


def _owes(context: Context, table: Table, inputs: Inputs) -> bool:
    """Whether answers could not be read: then rows that do not come any more may be theirs, and are not deleted."""
    endpoints = [thing for thing in table.all_inputs if isinstance(thing, Endpoint)]
    places = [place_of(context.session, each) for each in endpoints if inputs[name_of(each)] is not None]
    return any(place is not None and place.owed for place in places)


def _rows(context: Context, table: Table, thing: Endpoint | Table, inputs: Inputs, scope: Scope) -> DataFrame:
    session, snapshot = context.session, inputs[name_of(thing)]
    if snapshot is None:
        return _nothing(context, thing)
    whole = at(session, name_of(thing), snapshot)
    return scope.narrow(whole) if table.is_by_season else whole


def _new_frames(context: Context, table: Table, last: Remembered, inputs: Inputs) -> list[DataFrame]:
    new = {name_of(thing): _new_rows(context, thing, last, inputs) for thing in table.all_inputs}
    moved_on = [rows for name, rows in new.items() if inputs[name] != last.inputs[name]]
    if not table.replace_scope or not moved_on:
        return list(new.values())
    whole = [_rows(context, table, thing, inputs, EVERYTHING) for thing in table.all_inputs]
    return all_about(table, moved_on, whole)


def _new_rows(context: Context, thing: Endpoint | Table, last: Remembered, inputs: Inputs) -> DataFrame:
    name = name_of(thing)
    snapshot = inputs[name]
    if snapshot is None:
        return _nothing(context, thing)
    return appended_after(context.session, name, last.inputs[name], snapshot)


def _nothing(context: Context, thing: Endpoint | Table) -> DataFrame:
    return no_rows(context.session, bronze_table(thing) if isinstance(thing, Endpoint) else thing)

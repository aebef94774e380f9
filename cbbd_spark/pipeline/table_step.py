"""Brings one silver or gold table up to date: have its inputs moved? Builds, and writes what differs."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame

from cbbd_spark.bronze.place import place_of
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.errors import CheckFailed, ConfigurationError
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.commit import stamped
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.merge import upsert
from cbbd_spark.lakehouse.read import appended_after, at, no_rows, of_seasons, only_grew
from cbbd_spark.pipeline.context import Context, Done
from cbbd_spark.pipeline.run_log import Remembered
from cbbd_spark.pipeline.steps import builder
from cbbd_spark.raw import manifest
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Layer, Table

NO_DATA = "its inputs hold no data"

Inputs = Mapping[str, int | None]


def bring_up_to_date(context: Context, table: Table) -> Done:
    """One step. Raises CheckFailed for a rule that is broken, ConfigurationError for an input that was never made."""
    inputs = {_name(thing): _snapshot(context, thing, table) for thing in table.all_inputs}
    if _is_up_to_date(context, table, inputs):
        return Done(inputs=inputs, looked=False, snapshot_id=context.memory[table.step].snapshot_id)
    context = context.with_own_session()
    ensure(context.session, table)
    notes = _later(table)
    if all(snapshot is None for snapshot in inputs.values()):
        return Done(inputs=inputs, notes=(NO_DATA,), snapshot_id=_current(context, table.full_name))
    if table.layer is Layer.GOLD:
        notes.extend(_missing(context, table, inputs))
    is_increment = _is_increment(context, table, inputs)
    frames = [_input(context, table, thing, inputs, is_increment) for thing in table.all_inputs]
    seasons = context.seasons if table.layer is Layer.GOLD or context.corrects else None
    with stamped(context.session, {"cbbd.run-id": context.run_id}):
        outcome = upsert(
            context.session,
            table,
            builder(table)(*frames),
            run_id=context.run_id,
            replaces=not is_increment and not _owes(context, table, inputs),
            seasons=seasons,
            distrusts=context.corrects,
        )
    # Of a silver table some seasons were corrected, so the next run has to look at all of it.
    is_part = table.layer is Layer.SILVER and seasons is not None
    return Done(outcome, {} if is_part else inputs, tuple(notes), snapshot_id=_current(context, table.full_name))


def _name(thing: Endpoint | Table) -> str:
    return thing.bronze_table if isinstance(thing, Endpoint) else thing.full_name


def _current(context: Context, name: str) -> int | None:
    snapshot = snapshots.current(context.session, name)
    return snapshot.id if snapshot else None


def _snapshot(context: Context, thing: Endpoint | Table, table: Table) -> int | None:
    name = _name(thing)
    if snapshots.exists(context.session, name):
        return _current(context, name)
    if isinstance(thing, Endpoint) and (
        context.replay or not manifest.last_segment(context.store, thing.source, thing.name)
    ):
        return None
    raise ConfigurationError(f"{table.step} needs {name}, which does not exist: add --with-upstream")


def _is_up_to_date(context: Context, table: Table, inputs: Inputs) -> bool:
    last = context.memory.get(table.step)
    if last is None or context.code_changed(table.step) or dict(last.inputs) != dict(inputs):
        return False
    if not snapshots.exists(context.session, table.full_name):
        return False
    if _current(context, table.full_name) != last.snapshot_id:
        return False
    return _covers(last.seasons, context.seasons) or table.layer is not Layer.GOLD


def _covers(before: tuple[int, ...] | None, now: tuple[int, ...] | None) -> bool:
    return before is None or (now is not None and set(now) <= set(before))


def _is_increment(context: Context, table: Table, inputs: Inputs) -> bool:
    """Whether what is new in the inputs is enough; otherwise the table is made of all that they hold."""
    last = context.memory.get(table.step)
    if not table.is_incremental or last is None or context.code_changed(table.step):
        return False
    has_read_all = all(name in last.inputs for name in inputs)
    return has_read_all and _still_holds(context, table, last) and _only_grew(context, last.inputs, inputs)


def _only_grew(context: Context, before: Inputs, now: Inputs) -> bool:
    return all(
        before[name] is None if snapshot is None else only_grew(context.session, name, before[name])
        for name, snapshot in now.items()
    )


def _still_holds(context: Context, table: Table, last: Remembered) -> bool:
    # A table that was dropped or rolled back since has lost what the remembered run wrote.
    if last.snapshot_id is None:
        return False
    return any(snapshot.id == last.snapshot_id for snapshot in snapshots.ancestors(context.session, table.full_name))


def _owes(context: Context, table: Table, inputs: Inputs) -> bool:
    """Whether answers could not be read: then rows that do not come any more may be theirs, and are not deleted."""
    endpoints = [thing for thing in table.all_inputs if isinstance(thing, Endpoint)]
    places = [place_of(context.session, each) for each in endpoints if inputs[_name(each)] is not None]
    return any(place is not None and place.owed for place in places)


def _input(context: Context, table: Table, thing: Endpoint | Table, inputs: Inputs, is_increment: bool) -> DataFrame:
    session, name = context.session, _name(thing)
    snapshot = inputs[name]
    if snapshot is None:
        return no_rows(session, bronze_table(thing) if isinstance(thing, Endpoint) else thing)
    if is_increment:
        return appended_after(session, name, context.memory[table.step].inputs[name], snapshot)
    whole = at(session, name, snapshot)
    return of_seasons(whole, context.seasons) if table.layer is Layer.GOLD else whole


def _later(table: Table) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for column, why in table.always_null:
        by_reason.setdefault(why, []).append(column)
    return [f"{', '.join(columns)}: NULL, {why}" for why, columns in by_reason.items()]


def _missing(context: Context, table: Table, inputs: Inputs) -> list[str]:
    of = "" if context.seasons is None else f" of {', '.join(map(str, context.seasons))}"
    without = [
        thing
        for thing in table.all_inputs
        if not snapshots.has_rows(context.session, _name(thing), inputs[_name(thing)], context.seasons)
    ]
    for thing in without:
        if thing in table.inputs:
            raise CheckFailed(f"{table.step} needs {_name(thing)}, which holds nothing{of}: run the steps before it")
    return [f"{_name(thing)} holds nothing{of}: the columns that come from it are NULL" for thing in without]

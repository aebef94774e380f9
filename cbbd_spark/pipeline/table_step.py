"""Brings one silver or gold table up to date: have its inputs moved? Builds, and writes what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import DataFrame

from cbbd_spark.bronze.place import place_of
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.commit import stamped
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.read import at, no_rows
from cbbd_spark.lakehouse.scope import EVERYTHING, Scope
from cbbd_spark.pipeline.all_about import Input, about, all_about, scope_named
from cbbd_spark.pipeline.context import Context, Done
from cbbd_spark.pipeline.increment import is_enough, new_rows, seasons_of_new
from cbbd_spark.pipeline.memory import Remembered, memory_of, stamp, still_holds
from cbbd_spark.pipeline.missing import missing
from cbbd_spark.pipeline.moved import MOST_UNITS, Inputs, covers, moved
from cbbd_spark.pipeline.steps import builder, name_of, step_name
from cbbd_spark.raw import manifest
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Layer, Table

NO_DATA = "its inputs hold no data"


@dataclass(frozen=True)
class _Making:
    """What a table is made of this time, a frame for each input, and which part of it: as in `Done` and in `Batch`."""

    frames: Sequence[DataFrame]
    scope: Scope
    replaces: Scope | None
    near: Scope | None = None


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
    making = _making(context, table, last, inputs)
    # Of a silver table some seasons were corrected, so the next run has to look at all of it.
    is_part = table.layer is Layer.SILVER and context.corrects and context.seasons is not None
    read = {} if is_part else inputs
    if making.scope.is_nothing:
        here = _current(context, table.full_name)
        return Done(inputs=read, notes=tuple(notes), snapshot_id=here, scope=making.scope)
    with stamped(context.session, stamp(context, table, read)):
        rows = builder(table)(*making.frames)
        batch = Batch(rows, context.run_id, making.replaces, context.corrects, making.near)
        outcome = upsert(context.session, table, batch)
    return Done(
        outcome,
        read,
        tuple(notes),
        snapshot_id=_current(context, table.full_name),
        scope=making.scope,
        made_of={step_name(thing): inputs[name_of(thing)] for thing in table.all_inputs},
    )


def _making(context: Context, table: Table, last: Remembered | None, inputs: Inputs) -> _Making:
    before = last if is_enough(context, table, last, inputs) else None
    new = dict(new_rows(context, table, before, inputs)) if before else {}
    if before and not table.unit:
        frames, named = _new_frames(context, table, new, inputs)
        return _Making(frames, EVERYTHING, None, _near(seasons_of_new(context, table, before, inputs), named))
    scope = scope_named(table, list(new.values())) if new else scope_of(context, table, last, inputs)
    frames = [_rows(context, table, thing, inputs, scope) for thing in table.all_inputs]
    return _Making(frames, scope, None if _owes(context, table, inputs) else scope)


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
    if isinstance(thing, Endpoint):
        # Of answers only the unit is sure. Which season a row is of, `build()` tells: the API's may be another one.
        names = [name for name in table.unit if name in scope.wanted]
        return about(_told(context, thing, whole, snapshot, names), scope, names)
    return scope.narrow(whole) if table.is_by_season else whole


def _near(seasons: Scope | None, named: Scope) -> Scope | None:
    """Where the table has what is told anew of so much as is named, as of some games in these seasons."""
    if not named.values or len(named.values) > MOST_UNITS:
        return seasons
    return replace(named, seasons=seasons.seasons if seasons else None)


def _new_frames(
    context: Context, table: Table, new: Mapping[str, DataFrame], inputs: Inputs
) -> tuple[list[DataFrame], Scope]:
    if not table.replace_scope or not new:
        return [new.get(name_of(thing), _nothing(context, thing)) for thing in table.all_inputs], EVERYTHING
    names = table.replace_scope[:1]
    whole = [
        _told(context, thing, _rows(context, table, thing, inputs, EVERYTHING), inputs[name_of(thing)], names)
        for thing in table.all_inputs
    ]
    return all_about(table, list(new.values()), whole)


def _told(
    context: Context, thing: Endpoint | Table, rows: DataFrame, snapshot: int | None, names: Sequence[str]
) -> Input:
    """Rows of an input, with what its files tell of the columns."""
    if snapshot is None or not names:
        return Input(rows)
    return Input(rows, snapshots.never_null(context.session, name_of(thing), snapshot, names))


def _nothing(context: Context, thing: Endpoint | Table) -> DataFrame:
    return no_rows(context.session, bronze_table(thing) if isinstance(thing, Endpoint) else thing)

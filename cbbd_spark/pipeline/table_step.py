"""Brings one table up to date: looks whether its inputs have moved, builds, and writes what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.bronze.append import append_landed, held_through
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.errors import CheckFailed, ConfigurationError
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.commit import stamped
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.merge import upsert
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.read import appended_after, at, of_seasons
from cbbd_spark.pipeline.run_log import Remembered
from cbbd_spark.pipeline.steps import builder
from cbbd_spark.raw import manifest
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Layer, Table

NO_DATA = "its inputs hold no data"


@dataclass(frozen=True)
class Context:
    """What every step of a run is given. `seasons` None means all."""

    session: SparkSession
    store: RawStore
    run_id: str
    seasons: tuple[int, ...] | None
    memory: Mapping[str, Remembered]
    code: str


@dataclass(frozen=True)
class Done:
    """What a step tells about itself. `looked` is False when its inputs had not moved."""

    outcome: Outcome
    inputs: Mapping[str, int | None]
    notes: tuple[str, ...] = ()
    looked: bool = True


def bring_up_to_date(context: Context, thing: Endpoint | Table) -> Done:
    """One step, in a session of its own."""
    return _bronze(context, thing) if isinstance(thing, Endpoint) else _transform(context, thing)


def full_name(thing: Endpoint | Table) -> str:
    """Database and table that the step keeps."""
    return thing.bronze_table if isinstance(thing, Endpoint) else thing.full_name


def _bronze(context: Context, endpoint: Endpoint) -> Done:
    if not snapshots.exists(context.session, endpoint.bronze_table) or _code_changed(
        context, f"bronze.{endpoint.name}"
    ):
        ensure(context.session, bronze_table(endpoint))
    landed = manifest.last_segment(context.store, endpoint.source, endpoint.name)
    if held_through(context.session, endpoint) == landed:
        return Done(Outcome(), {}, looked=False)
    return Done(append_landed(context.session, context.store, endpoint, context.run_id), {})


def _transform(context: Context, table: Table) -> Done:
    inputs = {full_name(thing): _snapshot(context, thing, table) for thing in table.all_inputs}
    if _is_up_to_date(context, table, inputs):
        return Done(Outcome(), inputs, looked=False)
    ensure(context.session, table)
    notes = _later(table)
    if all(snapshot is None for snapshot in inputs.values()):
        return Done(Outcome(), inputs, (NO_DATA,))
    if table.layer is Layer.GOLD:
        notes.extend(_missing(context, table, inputs))
    frames = [_input(context, table, thing, inputs[full_name(thing)]) for thing in table.all_inputs]
    with stamped(context.session, {"cbbd.run-id": context.run_id}):
        outcome = upsert(
            context.session,
            table,
            builder(table)(*frames),
            run_id=context.run_id,
            replaces=table.layer is Layer.GOLD,
            seasons=context.seasons,
        )
    return Done(outcome, inputs, tuple(notes))


def _snapshot(context: Context, thing: Endpoint | Table, table: Table) -> int | None:
    name = full_name(thing)
    if not snapshots.exists(context.session, name):
        raise ConfigurationError(f"{table.step} needs {name}, which does not exist: add --with-upstream")
    snapshot = snapshots.current(context.session, name)
    return snapshot.id if snapshot else None


def _is_up_to_date(context: Context, table: Table, inputs: Mapping[str, int | None]) -> bool:
    last = context.memory.get(table.step)
    if last is None or _code_changed(context, table.step) or dict(last.inputs) != dict(inputs):
        return False
    if not snapshots.exists(context.session, table.full_name):
        return False
    held = snapshots.current(context.session, table.full_name)
    if (held.id if held else None) != last.snapshot_id:
        return False
    return _covers(last.seasons, context.seasons) or table.layer is not Layer.GOLD


def _covers(before: tuple[int, ...] | None, now: tuple[int, ...] | None) -> bool:
    return before is None or (now is not None and set(now) <= set(before))


def _code_changed(context: Context, step: str) -> bool:
    return step not in context.memory or context.memory[step].code != context.code


def _input(context: Context, table: Table, thing: Endpoint | Table, snapshot: int | None) -> DataFrame:
    session, name = context.session, full_name(thing)
    if table.layer is Layer.GOLD:
        return of_seasons(at(session, name, snapshot), context.seasons)
    last = context.memory.get(table.step)
    if (
        not table.is_incremental
        or last is None
        or _code_changed(context, table.step)
        or not _still_holds(context, table, last)
    ):
        return at(session, name, snapshot)
    return appended_after(session, name, last.inputs.get(name), snapshot)


def _still_holds(context: Context, table: Table, last: Remembered) -> bool:
    # A table that was dropped or rolled back since has lost what the remembered run wrote.
    if last.snapshot_id is None:
        return False
    return any(snapshot.id == last.snapshot_id for snapshot in snapshots.ancestors(context.session, table.full_name))


def _later(table: Table) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for column, why in table.always_null:
        by_reason.setdefault(why, []).append(column)
    return [f"{', '.join(columns)}: NULL, {why}" for why, columns in by_reason.items()]


def _missing(context: Context, table: Table, inputs: Mapping[str, int | None]) -> list[str]:
    of = "" if context.seasons is None else f" of {', '.join(map(str, context.seasons))}"
    without = [
        thing
        for thing in table.all_inputs
        if not snapshots.has_rows(context.session, full_name(thing), inputs[full_name(thing)], context.seasons)
    ]
    for thing in without:
        if thing in table.inputs:
            raise CheckFailed(
                f"{table.step} needs {full_name(thing)}, which holds nothing{of}: run the steps before it"
            )
    return [f"{full_name(thing)} holds nothing{of}: the columns that come from it are NULL" for thing in without]

"""What of a table has to be made again, since its inputs have moved: which seasons, and which games in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyspark.sql import functions as F

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.difference import units_that_differ
from cbbd_spark.lakehouse.read import at
from cbbd_spark.lakehouse.scope import GAME, Scope
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.spec.table import Table

# Beyond that it costs less to make whole seasons than to name the games.
MOST_UNITS = 1000

Inputs = Mapping[str, int | None]
# An input, and the snapshots that it stood at and stands at.
_Change = tuple[Table, int | None, int | None]


def moved(context: Context, table: Table, last: Remembered | None, inputs: Inputs) -> Scope:
    """The part of `table` to be built: all that is wanted, or what follows from inputs that differ since `last`."""
    wanted = context.seasons_of(table)
    if not table.is_by_season or last is None or not covers(last.seasons, wanted) or set(last.inputs) != set(inputs):
        return Scope(wanted)
    changed = [
        (thing, last.inputs[name], now)
        for thing in table.all_inputs
        if isinstance(thing, Table) and last.inputs[name := thing.full_name] != (now := inputs[thing.full_name])
    ]
    seasons: set[int] = set()
    for thing, before, now in changed:
        touched = _seasons(context, thing, before, now)
        if touched is None:
            return Scope(wanted)
        seasons |= touched
    scope = Scope(tuple(sorted(seasons if wanted is None else seasons & set(wanted))))
    return scope if scope.is_nothing else _of_units(context, table, changed, scope, inputs)


def covers(before: tuple[int, ...] | None, now: tuple[int, ...] | None) -> bool:
    """Whether a run over the seasons `before` (None: all) has seen to those of `now`."""
    return before is None or (now is not None and set(now) <= set(before))


def _seasons(context: Context, thing: Table, before: int | None, now: int | None) -> frozenset[int] | None:
    if before is None or now is None:
        return None
    return snapshots.seasons_touched(context.session, thing.full_name, before, now)


def _of_units(context: Context, table: Table, changed: Sequence[_Change], scope: Scope, inputs: Inputs) -> Scope:
    if not table.unit:
        return scope
    (unit,) = table.unit
    values: set[int] = set()
    for thing, before, now in changed:
        if before is None or now is None:
            return scope
        found = (
            _units(context, thing, unit, (before, now), scope)
            if unit in thing.column_names
            else _units_that_look_up(context, table, thing, (before, now), scope, inputs)
        )
        if found is None or len(values := values | found) > MOST_UNITS:
            return scope
    return replace(scope, unit=unit, values=tuple(sorted(values)))


def _units(context: Context, thing: Table, unit: str, between: tuple[int, int], scope: Scope) -> frozenset[int]:
    told = context.written.get(thing.full_name)
    if unit == GAME and told and told.games is not None:
        changed = snapshots.changed_after(context.session, thing.full_name, *between) or ()
        if [snapshot.id for snapshot in changed] == [told.snapshot_id]:
            return told.games
    return units_that_differ(context.session, thing.full_name, unit, between, scope)


def _units_that_look_up(  # noqa: PLR0917 (each is asked for once)
    context: Context, table: Table, thing: Table, between: tuple[int, int], scope: Scope, inputs: Inputs
) -> frozenset[int] | None:
    """Units that hold something which is looked up in `thing` and is told otherwise now; None if that is not known."""
    (unit,) = table.unit
    how = next((each for each in table.looked_up if each.table.full_name == thing.full_name), None)
    if how is None:
        return None
    differ = units_that_differ(context.session, thing.full_name, how.by, between, scope, how.columns)
    holding = inputs[how.via.full_name]
    if not differ or holding is None:
        return frozenset()
    if len(differ) > MOST_UNITS:
        return None
    rows = scope.narrow(at(context.session, how.via.full_name, holding)).where(F.col(how.by).isin(*differ))
    return frozenset(row[0] for row in rows.select(unit).distinct().collect()) - {None}

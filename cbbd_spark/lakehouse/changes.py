"""The rows of a batch that differ from the table's, and what is found out about them while they are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse import judge, snapshots
from cbbd_spark.lakehouse.compare import (
    CHANGE,
    CHANGES,
    DELETE,
    INSERT,
    NEVER_HELD,
    STALE,
    UNCHANGED,
    UPDATE,
    Comparison,
    held,
    placing_columns,
    pruning_columns,
)
from cbbd_spark.lakehouse.scope import GAME, Scope
from cbbd_spark.spec.table import ROW_HASH, Table

# What may be elsewhere in the table: rows to be inserted, and rows taken back that are not where the batch has them.
NOT_FOUND = (INSERT, NEVER_HELD)
# How many rows are the batch's, one for each of its keys.
OF_BATCH = "_of_batch"
_LOWEST_NEW, _HIGHEST_NEW = "_lowest_new", "_highest_new"
_LOWEST, _HIGHEST, _KEYS, _GAMES = "_lowest", "_highest", "_keys", "_games"


@dataclass(frozen=True)
class Changes:
    """Rows with `CHANGE` beside them; `found` is what the columns of `what_is_found` came to, by name."""

    rows: DataFrame
    found: Mapping[str, Any]

    @property
    def touched(self) -> DataFrame:
        """Those that the table will have."""
        return self.rows.where(F.col(CHANGE) != DELETE)

    @property
    def between(self) -> tuple[Any, Any]:
        """Lowest and highest value of the key's first column in `touched`."""
        return self.found[_LOWEST], self.found[_HIGHEST]

    @property
    def keys(self) -> tuple[int, int]:
        """How many rows `touched` has, and `judge.keys_of` them."""
        return self.found[INSERT] + self.found[UPDATE], self.found[_KEYS]

    @property
    def known(self) -> Changes:
        """Without what the table never held."""
        return replace(self, rows=self.rows.where(F.col(CHANGE) != NEVER_HELD)) if self.found[NEVER_HELD] else self

    def held(self, name: str) -> list[Any]:
        """Values of a pruning column, NULL among them, in the table's rows that are to be updated or deleted."""
        return [row[0] for row in self.found[held(name)]]


def games_of(found: Mapping[str, Any]) -> frozenset[int] | None:
    """Games of which rows are inserted, updated or deleted, by `what_is_found`; None where rows are not of games."""
    told = found.get(_GAMES)
    return None if told is None else frozenset(map(int, filter(None, told.split(","))))


def what_is_found(table: Table) -> list[Column]:
    """Aggregates over compared rows: how many there are of each kind of change, and where they lie."""
    leading = F.when(F.col(CHANGE).isin(*NOT_FOUND), F.col(table.key[0]))
    kinds = [F.count_if(F.col(CHANGE) == kind).alias(kind) for kind in (*CHANGES, UNCHANGED, STALE, NEVER_HELD)]
    return [
        *kinds,
        # Rows that the table alone has carry no hash.
        F.count(ROW_HASH.name).alias(OF_BATCH),
        F.min(leading).alias(_LOWEST_NEW),
        F.max(leading).alias(_HIGHEST_NEW),
        *_places(table),
    ]


def _places(table: Table) -> list[Column]:
    is_touched = F.col(CHANGE).isin(INSERT, UPDATE)
    leading = F.when(is_touched, F.col(table.key[0]))
    is_there = F.col(CHANGE).isin(UPDATE, DELETE)
    # A set leaves NULL out, but not a struct of it.
    sets = [F.collect_set(F.when(is_there, F.struct(held(name)))).alias(held(name)) for name in pruning_columns(table)]
    keys = judge.keys_of(table, is_touched).alias(_KEYS)
    return [F.min(leading).alias(_LOWEST), F.max(leading).alias(_HIGHEST), keys, *sets, *_games(table)]


def _games(table: Table) -> list[Column]:
    if GAME not in table.column_names:
        return []
    new = F.collect_set(F.when(F.col(CHANGE).isin(INSERT, UPDATE), F.col(GAME)))
    old = F.collect_set(F.when(F.col(CHANGE).isin(UPDATE, DELETE), F.col(held(GAME))))
    # As one text: a season of games would be as many calls to Java.
    return [F.array_join(F.array_union(new, old), ",").alias(_GAMES)]


def after_a_look_elsewhere(session: SparkSession, comparison: Comparison, near: Scope, changes: Changes) -> Changes:
    """The changes, after keys that seemed new were looked up in all the rest of the table.

    A season that was corrected moves a row: it is there, but not where the batch has it. Ids grow with time, so mostly
    the bounds of the other files tell that they hold none of them.
    """
    table, found = comparison.table, changes.found
    if not sum(found[kind] for kind in NOT_FOUND):
        return changes.known
    leading, low, high = table.key[0], found[_LOWEST_NEW], found[_HIGHEST_NEW]
    outside = near.seasons if near.values is None and near.seasons else ()
    if not snapshots.may_hold(session, table.full_name, leading, (low, high), outside):
        return changes.known
    rows = session.table(table.full_name)
    rest = near.without(rows).where(F.col(leading).between(low, high))
    is_new = F.col(CHANGE).isin(*NOT_FOUND)
    compared = [CHANGE, *(held(name) for name in placing_columns(table))]
    wanted = changes.rows.where(is_new).drop(*compared)
    if sum(found[kind] for kind in NOT_FOUND) <= judge.FITS_EVERYWHERE:
        # Of all the rest only they go on to be compared, and nothing has to be shuffled for it.
        rest = rest.join(F.broadcast(wanted.select(*table.key)), list(table.key), "left_semi")
    again = replace(comparison, scope=None).with_change(wanted, rest)
    kinds = {row[0]: row[1] for row in again.groupBy(CHANGE).count().collect()}
    if all(kinds.get(kind, 0) == found[kind] for kind in NOT_FOUND):
        return changes.known
    left = {kind: kinds.get(kind, 0) for kind in NOT_FOUND}
    added = {kind: found[kind] + kinds.get(kind, 0) for kind in (UPDATE, DELETE, STALE, UNCHANGED)}
    both = changes.rows.where(~is_new).unionByName(again.where(F.col(CHANGE).isin(*CHANGES)))
    places = both.agg(*_places(table)).first()
    return Changes(both, {**found, **left, **added, **(places.asDict() if places else {})})

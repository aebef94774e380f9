"""Compares a batch with the table that it is for: which rows are new, differ, are gone, or need no writing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.ddl import declared_schema
from cbbd_spark.lakehouse.newest import RETURNS, SEEN_AT, WITHDRAWN
from cbbd_spark.lakehouse.row_hash import row_hash
from cbbd_spark.lakehouse.scope import GAME, SEASON, Scope
from cbbd_spark.spec.table import OBSERVED_AT, ROW_HASH, Table

CHANGE = "_change"
INSERT, UPDATE, DELETE, UNCHANGED, STALE = "insert", "update", "delete", "unchanged", "stale"
NEVER_HELD = "never held"  # taken back before the table had it
CHANGES = (INSERT, UPDATE, DELETE)
_HELD_HASH, _HELD_CONTENT, _HELD_AT = "_held_hash", "_held_content", "_held_at"


def held(name: str) -> str:
    """The name of a table's column beside the same column of a batch."""
    return f"_held_{name}"


def pruning_columns(table: Table) -> tuple[str, ...]:
    """Columns by which files are told apart without opening them: the season, and the day that rows lie by."""
    season = (SEASON,) if SEASON in table.column_names else ()
    return (*season, "game_date") if table.sort[:1] == ("game_date",) else season


def placing_columns(table: Table) -> tuple[str, ...]:
    """Columns whose values in the table are told beside each change: where a row lies, and which game it is of."""
    game = (GAME,) if GAME in table.column_names else ()
    return (*pruning_columns(table), *game)


@dataclass(frozen=True)
class Comparison:
    """How a batch of `table` is compared. `scope` None: rows that the table alone has are none of its business.

    With a scope the batch is all there is of it: of rows that are or were in the scope, those that the table alone has
    are to be deleted. `is_complete` says that what is older in the batch than in the table is right nevertheless. With
    `distrusts` the table's rows are looked at, and not only the hashes that they carry.
    """

    table: Table
    scope: Scope | None = None
    is_complete: bool = False
    distrusts: bool = False

    def of_table(self, rows: DataFrame) -> DataFrame:
        """What is compared of the table's rows, under names of its own."""
        table = self.table
        unit = (self.scope.unit,) if self.scope and self.scope.unit else ()
        content = row_hash(declared_schema(table).fields) if self.distrusts else F.col(ROW_HASH.name)
        return rows.select(
            *(F.col(name).alias(held(name)) for name in dict.fromkeys((*table.key, *placing_columns(table), *unit))),
            F.col(ROW_HASH.name).alias(_HELD_HASH),
            content.alias(_HELD_CONTENT),
            (F.col(OBSERVED_AT.name) if OBSERVED_AT.name in rows.columns else F.lit(None)).alias(_HELD_AT),
        )

    def with_change(self, batch: DataFrame, rows: DataFrame) -> DataFrame:
        """The batch's rows, and those to be deleted, with what to do about each and where the table has it now.

        `rows` are those of the table that may have a key of the batch; both hold a key once, so no row is multiplied.
        """
        table = self.table
        pairs = ((name, F.col(held(name))) for name in table.key)
        same_key = reduce(lambda all_so_far, pair: all_so_far & (F.col(pair[0]) == pair[1]), pairs, F.lit(True))
        joined = batch.join(self.of_table(rows), same_key, how="left" if self.scope is None else "full")
        if self.scope is not None:
            is_in, was_in = self.scope.holds(joined.columns), self.scope.holds(joined.columns, held)
            joined = joined.where(is_in | was_in)
        instead = {name: F.coalesce(name, held(name)).alias(name) for name in table.key}
        if OBSERVED_AT.name in batch.columns and not self.is_complete:
            instead[OBSERVED_AT.name] = _since().alias(OBSERVED_AT.name)
        columns = [instead.get(name, F.col(name)) for name in batch.columns]
        return joined.select(
            *columns, self._change(batch).alias(CHANGE), *(F.col(held(name)) for name in placing_columns(table))
        )

    def _change(self, batch: DataFrame) -> Column:
        observed_at = F.col(OBSERVED_AT.name) if OBSERVED_AT.name in batch.columns else F.lit(None)
        is_newer = F.coalesce(observed_at > F.col(_HELD_AT), F.lit(False))
        is_older = F.coalesce((observed_at < F.col(_HELD_AT)) & ~_is_back(observed_at), F.lit(False))
        is_older = F.lit(False) if self.is_complete else is_older
        is_equal = (F.col(_HELD_HASH) == F.col(ROW_HASH.name)) & (F.col(_HELD_CONTENT) == F.col(ROW_HASH.name))
        return (
            F.when(
                F.col(WITHDRAWN), F.when(F.col(_HELD_HASH).isNull(), NEVER_HELD).when(is_older, STALE).otherwise(DELETE)
            )
            .when(F.col(_HELD_HASH).isNull(), INSERT)
            .when(F.col(ROW_HASH.name).isNull(), DELETE)
            .when(is_equal & ~(F.col(RETURNS) & is_newer), UNCHANGED)
            .when(is_older, STALE)
            .otherwise(UPDATE)
        )


def _is_back(observed_at: Column) -> Column:
    """The row is what it was before it was what the table holds; NULL where the table holds nothing.

    A batch tells all about some games, and a play may have been in another one meanwhile.
    """
    return (observed_at < F.col(_HELD_AT)) & (F.col(_HELD_AT) < F.col(SEEN_AT))


def _since() -> Column:
    """Since when the row is what it is. How often it was seen since it is back is not told: the last time is sure."""
    observed_at = F.col(OBSERVED_AT.name)
    return F.when(_is_back(observed_at), F.col(SEEN_AT)).otherwise(observed_at)

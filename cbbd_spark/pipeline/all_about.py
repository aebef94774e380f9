"""All that the inputs of a table hold about what new answers speak of: a scope to replace is made of every answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.scope import EVERYTHING, SEASON, Scope, is_one_of
from cbbd_spark.spec.table import Table

# Beyond that a plan of names costs more than to read everything between them.
MOST_NAMED = 5000
_NAMED = "_named"


@dataclass(frozen=True)
class Input:
    """Rows, and those of their columns in which none of them can be NULL.

    With `IS NULL OR` in a condition Iceberg reads all of a file: which values there are it looks up in dictionaries,
    and these do not tell of NULL.
    """

    rows: DataFrame
    never_null: Collection[str] = ()

    def where(self, name: str, condition: Column) -> DataFrame:
        """The rows for which it is TRUE, and those in which the column is NULL."""
        return self.rows.where(condition if name in self.never_null else F.col(name).isNull() | condition)


def all_about(table: Table, new: Sequence[DataFrame], inputs: Sequence[Input]) -> tuple[list[DataFrame], Scope]:
    """The rows of `inputs` with a value of the scope's first column that is among the `new` rows, NULL too.

    By literals or by bounds Iceberg leaves files alone that hold none of them. And what the new rows name, without
    NULL; everything where that is too much.
    """
    name = table.replace_scope[0]
    named = _named(new, (name,))
    values = _if_few(named)
    if values is not None:
        scope = Scope(None, name, values[name])
        return [about(each, scope, (name,)) for each in inputs], scope
    named = named.withColumnRenamed(name, _NAMED)
    low, high = named.agg(F.min(_NAMED), F.max(_NAMED)).first() or (None, None)
    is_near = F.col(name).between(F.lit(low), F.lit(high))
    is_named = F.col(name).eqNullSafe(F.col(_NAMED))
    return [each.where(name, is_near).join(F.broadcast(named), is_named, "left_semi") for each in inputs], EVERYTHING


def scope_named(table: Table, new: Sequence[DataFrame]) -> Scope:
    """What the new rows name, by the table's unit; everything where that is too much, or nothing is named."""
    values = _if_few(_named(new, table.unit))
    if values is None or not all(values.values()):
        return EVERYTHING
    seasons, beside = values.pop(SEASON, None), values
    return Scope(seasons, *next(iter(beside.items()), (None, None)))


def about(given: Input, scope: Scope, names: Collection[str]) -> DataFrame:
    """The rows that are in the scope by those of its columns that are among `names`, and those with NULL there."""
    wanted = [(name, values) for name, values in scope.wanted.items() if name in names]
    return reduce(lambda some, each: replace(given, rows=some).where(each[0], is_one_of(*each)), wanted, given.rows)


def _named(new: Sequence[DataFrame], names: Sequence[str]) -> DataFrame:
    return reduce(DataFrame.unionByName, [rows.select(*names) for rows in new]).distinct()


def _if_few(named: DataFrame) -> dict[str, tuple[int, ...]] | None:
    """The values in each column, without NULL; None where there are too many rows to name them."""
    found = named.limit(MOST_NAMED + 1).collect()
    if len(found) > MOST_NAMED:
        return None
    return {name: tuple(sorted({row[name] for row in found} - {None})) for name in named.columns}

"""What a table is: grain, key, columns with type, unit and doc, inputs and checks.

The DDL, the MERGE, the checks, the docs and the lineage come from this; nothing else repeats a table's facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cbbd_spark.spec.check import Check, Severity
from cbbd_spark.spec.endpoint import Endpoint


class Layer(Enum):
    """A layer is a database of the catalog, `cbbd_<layer>`."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    META = "meta"


class Role(Enum):
    """What a column of a per-game table may know.

    STATIC: fixed before the season or by the schedule. PREGAME: follows from days strictly before the game's.
    MARKET: betting lines, known at tip-off but not ours. OUTCOME: a label, known only afterwards.
    """

    STATIC = "static"
    PREGAME = "pre-game"
    MARKET = "market"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Column:
    """A column: Spark SQL type, one sentence, the unit where there is one, and its role where leaks matter."""

    name: str
    type: str
    doc: str
    unit: str | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Table:
    """One table of silver, gold or meta.

    `grain` is one sentence. `inputs` are the tables and endpoints that `build()` takes, in the order of its
    arguments and under their names; those of `optional_inputs` may be missing or empty without harm.
    `partition` are Iceberg transforms as in `season` or `months(day)`; `sort` orders rows within a file.
    `tie_break` are columns that decide between rows of one key observed at the same time: greater wins, in order,
    the row's hash decides at last.
    `unit` are columns that all inputs of the table have too, and whose values are worlds apart: what `build()` makes of
    one value follows from the input rows of that value alone, as of one game. Of a table that is made of answers, what
    new ones name is made again of all that bronze holds about it. `takes_all` says that the same is not even true of a
    season: the table is always made of everything. `looked_up` are inputs that lack the unit: `build()` looks up in
    them what rows of another input name, as the name of a player in a box. `references` are columns that lead to other
    tables.
    `replace_scope` are columns that name what an answer tells all of, as the plays of a game: keys that the newest
    answer about it no longer holds are taken back. The first of them is a column of all inputs too. Of answers that
    tell of a part only, `build()` says so in a column `IS_PART`.
    """

    layer: Layer
    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    inputs: tuple[Table | Endpoint, ...]
    optional_inputs: tuple[Table | Endpoint, ...] = ()
    partition: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    tie_break: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    unit: tuple[str, ...] = ()
    looked_up: tuple[LookUp, ...] = ()
    references: tuple[Reference, ...] = ()
    takes_all: bool = False
    replace_scope: tuple[str, ...] = ()

    @property
    def is_incremental(self) -> bool:
        """Whether `build()` is given what is new in its inputs, or all about that where there is a scope or a unit."""
        return not self.takes_all and all(isinstance(thing, Endpoint) for thing in self.all_inputs)

    @property
    def is_by_season(self) -> bool:
        """Whether a season of the table is made of that season of its inputs alone.

        So `build()` joins by season too: a fact whose season is not, or not yet, that of its game has no game there,
        whether one season is made or all.
        """
        of_tables = all(isinstance(thing, Table) for thing in self.all_inputs)
        return of_tables and not self.takes_all and "season" in self.partition

    @property
    def all_inputs(self) -> tuple[Table | Endpoint, ...]:
        return self.inputs + self.optional_inputs

    @property
    def full_name(self) -> str:
        """Database and table, as in `cbbd_gold.team_season_summary`."""
        return f"cbbd_{self.layer.value}.{self.name}"

    @property
    def step(self) -> str:
        """The name on the command line, as in `gold.team_season_summary`."""
        return f"{self.layer.value}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def partition_columns(self) -> tuple[str, ...]:
        """The columns that a row's partition is made of, as `game_date` of `days(game_date)`."""
        return tuple(transform.removeprefix("days(").removesuffix(")") for transform in self.partition)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The declared columns and those that every table of its layer carries."""
        return self.columns + system_columns(self.layer)


@dataclass(frozen=True)
class Reference:
    """The values of `columns` are found in `to`, under the names `at` (its key if empty); NULL leads nowhere.

    FAIL is for what is built from `to`: only an input is sure to be up to date before. Others WARN, after the run.
    """

    columns: tuple[str, ...]
    to: Table
    at: tuple[str, ...] = ()
    severity: Severity = Severity.WARN

    @property
    def target(self) -> tuple[str, ...]:
        return self.at or self.to.key


@dataclass(frozen=True)
class LookUp:
    """The input `table` is looked up by its column `by`, for values that rows of the input `via` have there.

    Of it only `columns` are read: where they differ, what has such a row in `via` is to be made again.
    """

    table: Table
    by: str
    via: Table
    columns: tuple[str, ...]


# A column that `build()` may give beside the declared ones; without it every answer is whole.
IS_PART = "_is_part"
OBSERVED_AT = Column("_observed_at", "TIMESTAMP", "When the answer that the row comes from was fetched.")
RUN_ID = Column("_run_id", "STRING", "The run that wrote the row last.")
UPDATED_AT = Column("_updated_at", "TIMESTAMP", "When the row was written last.")
ROW_HASH = Column("_row_hash", "BIGINT", "Hash of the declared columns: equal hashes are never rewritten.")


def system_columns(layer: Layer) -> tuple[Column, ...]:
    """Columns that the machinery adds to every table of a layer."""
    written = (RUN_ID, UPDATED_AT, ROW_HASH)
    return {Layer.SILVER: (OBSERVED_AT, *written), Layer.GOLD: written}.get(layer, ())


def input_name(thing: Table | Endpoint) -> str:
    """The argument of `build()` that takes the input: the table's or the endpoint's own name."""
    return thing.name


def columns(*groups: Column | Sequence[Column]) -> tuple[Column, ...]:
    """Flattens columns and groups of columns, so that repeated ones can be declared by a function."""
    flat: list[Column] = []
    for group in groups:
        flat.extend([group] if isinstance(group, Column) else group)
    return tuple(flat)

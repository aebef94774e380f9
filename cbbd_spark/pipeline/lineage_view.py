"""`cbbd-spark lineage`: what a table is made of, down to what landed, as a tree. Read by PyIceberg, without Spark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pyiceberg.catalog import Catalog
from rich.console import Console
from rich.tree import Tree

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse.reader import open_catalog
from cbbd_spark.pipeline import lineage_log
from cbbd_spark.pipeline.steps import chosen
from cbbd_spark.settings import Settings

Row = dict[str, Any]
_WIDTH = 240


def show_lineage(console: Console, settings: Settings, name: str) -> None:
    """Prints the tree of a table. ConfigurationError for a name that does not exist, or of which nothing is known."""
    if len(chosen([name])) != 1:
        raise ConfigurationError(f"{name} is a layer: name one table, as in gold.team_power_rankings")
    catalog = open_catalog(settings.lake)
    if not catalog.table_exists(lineage_log.TABLE.full_name):
        raise ConfigurationError(f"nothing is known of the lineage in {settings.lake.root}: run `cbbd-spark pipeline`")
    writes = _Writes(catalog)
    newest = writes.newest(name)
    if not newest:
        raise ConfigurationError(f"{name} was never written here: run `cbbd-spark pipeline`")
    tree = Tree(_label(name, newest[0]))
    _grow(tree, writes, newest)
    # A line that is cut would hide what it is there to say.
    console.print(tree, width=max(console.width, _WIDTH), crop=False)


class _Writes:
    """What the log says of writes, a table at a time."""

    def __init__(self, catalog: Catalog) -> None:
        self._log = catalog.load_table(lineage_log.TABLE.full_name)
        self._read: dict[str, list[Row]] = {}

    def newest(self, name: str) -> list[Row]:
        """The inputs of the last write of a table; none if the log has no write of it."""
        return self._one(self._of(name), max((row["written_at"] for row in self._of(name)), default=None))

    def up_to(self, name: str, snapshot: int) -> list[Row]:
        """The inputs of the write that made a snapshot of a table."""
        return [row for row in self._of(name) if row["snapshot_id"] == snapshot]

    def _of(self, name: str) -> list[Row]:
        if name not in self._read:
            self._read[name] = self._log.scan(row_filter=f"table_name == '{name}'").to_arrow().to_pylist()
        return self._read[name]

    @staticmethod
    def _one(rows: Sequence[Row], at: Any) -> list[Row]:
        return sorted((row for row in rows if row["written_at"] == at), key=lambda row: row["input_name"])


def _grow(tree: Tree, writes: _Writes, rows: Sequence[Row]) -> None:
    for row in rows:
        name, snapshot = row["input_name"], row["input_snapshot_id"]
        if name.startswith("raw."):
            tree.add(f"[dim]{name}[/] up to manifest segment {snapshot}")
            continue
        if snapshot is None:
            tree.add(f"{name} [dim]held nothing[/]")
            continue
        made = sorted(writes.up_to(name, snapshot), key=lambda each: each["input_name"])
        branch = tree.add(_label(name, made[0]) if made else f"{name} [dim]snapshot {snapshot}[/]")
        _grow(branch, writes, made)


def _label(name: str, row: Row) -> str:
    return f"[bold]{name}[/] {' '.join(_facts(row))}"


def _facts(row: Row) -> Iterator[str]:
    yield f"[dim]snapshot {row['snapshot_id']}, {row['written_at']:%Y-%m-%d %H:%M}, run {row['run_id']}[/]"
    built = row["built_seasons"]
    what = "all seasons" if built is None else "season " + ", ".join(map(str, built))
    games = "" if row["n_units"] is None else f"{row['n_units']:,} games of "
    yield f"made of {games}{what}, {row['rows_changed']:,} rows changed"

"""What a lake holds, read as any reader reads it, so that two lakes can be compared."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pyiceberg.catalog import Catalog

from cbbd_spark.lakehouse.reader import open_catalog
from cbbd_spark.settings import load

# When and by which run, which differ between any two runs.
_WHEN = {
    "_run_id",
    "_updated_at",
    "_raw_file",
    "_fetched_at",
    "_observed_at",
    "_row_hash",
    "captured_at",
    "captured_on",
    "first_captured_at",
    "closing_captured_at",
}


def catalog(root: Path) -> Catalog:
    return open_catalog(load(environment={"CBBD_LAKE": str(root)}).lake)


def rows(root: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table."""
    return catalog(root).load_table(table).scan().to_arrow().to_pylist()


def tables(root: Path, aside: Collection[str] = tuple(_WHEN)) -> dict[str, list[str]]:
    """Each table's rows but for when they were written, in an order that does not depend on that."""
    held = {}
    lake = catalog(root)
    for database in lake.list_namespaces():
        if database == ("cbbd_meta",):
            continue
        for name in lake.list_tables(database):
            found = lake.load_table(name).scan().to_arrow().to_pylist()
            held[".".join(name)] = sorted(
                json.dumps({k: v for k, v in row.items() if k not in aside}, default=str, sort_keys=True)
                for row in found
            )
    return held


def snapshots(root: Path) -> dict[str, list[int]]:
    """Ids of each table's snapshots, those of `meta` aside."""
    lake = catalog(root)
    return {
        ".".join(name): [snapshot.snapshot_id for snapshot in lake.load_table(name).metadata.snapshots]
        for database in lake.list_namespaces()
        if database != ("cbbd_meta",)
        for name in lake.list_tables(database)
    }


def files(root: Path) -> dict[str, int]:
    """Every file of raw and of the tables, those of `meta` aside, with its time of change."""
    return {
        str(file.relative_to(root)): file.stat().st_mtime_ns
        for folder in ("raw", "warehouse", "deadletter")
        for file in (root / folder).rglob("*")
        if file.is_file() and "cbbd_meta" not in file.parts
    }

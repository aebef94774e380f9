"""What a table's metadata says of its snapshots, read without a Spark job."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Snapshot:
    """One commit of a table: what it did, as in `append`; Iceberg's counts and our own properties, all as text."""

    id: int
    operation: str
    summary: Mapping[str, str]

    def count(self, name: str) -> int:
        """A number of the summary; 0 where it is not there."""
        return int(self.summary.get(name, "0"))


def exists(session: SparkSession, table: str) -> bool:
    return bool(session.catalog.tableExists(table))


def current(session: SparkSession, table: str) -> Snapshot | None:
    """The snapshot that readers see; None for a table without data."""
    return next(ancestors(session, table), None)


def ancestors(session: SparkSession, table: str) -> Iterator[Snapshot]:
    """The current snapshot and those before it, newest first, as far as they have not expired."""
    iceberg = _load(session, table)
    snapshot = iceberg.currentSnapshot()
    while snapshot is not None:
        yield Snapshot(snapshot.snapshotId(), snapshot.operation(), dict(snapshot.summary()))
        parent = snapshot.parentId()
        snapshot = iceberg.snapshot(parent) if parent is not None else None


def has_rows(session: SparkSession, table: str, snapshot_id: int | None, seasons: Collection[int] | None) -> bool:
    """Whether the snapshot has a file for any of the seasons (None: any at all), by its manifests alone."""
    if snapshot_id is None:
        return False
    iceberg = _load(session, table)
    scan = iceberg.newScan().useSnapshot(snapshot_id)
    if seasons is not None and iceberg.schema().findField("season") is not None:
        expressions = session.sparkContext._jvm.org.apache.iceberg.expressions.Expressions  # type: ignore[union-attr]  # noqa: SLF001
        either = expressions.alwaysFalse()
        for season in seasons:
            either = getattr(expressions, "or")(either, expressions.equal("season", season))
        scan = scan.filter(either)
    files = scan.planFiles()
    try:
        return bool(files.iterator().hasNext())
    finally:
        files.close()


def _load(session: SparkSession, table: str) -> Any:
    # Iceberg's own loader through py4j: the same facts by SQL cost a Spark job each.
    jvm: Any = session.sparkContext._jvm  # noqa: SLF001
    # With the catalog's name: in a thread of its own Iceberg does not see the session's default catalog.
    name = f"{session.conf.get('spark.sql.defaultCatalog')}.{table}"
    return jvm.org.apache.iceberg.spark.Spark3Util.loadIcebergTable(session._jsparkSession, name)  # noqa: SLF001

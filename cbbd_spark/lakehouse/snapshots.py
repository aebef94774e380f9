"""What a table's metadata says of its snapshots, read without a Spark job."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.java_class import java_class

MAIN = "main"
_PARTITION = "partitions."
_SEASON = re.compile(r"season=(-?\d+)(?:/|$)")


@dataclass(frozen=True)
class Snapshot:
    """One commit of a table: what it did, as in `append`; Iceberg's counts and our own properties, all as text."""

    id: int
    operation: str
    summary: Mapping[str, str]

    def count(self, name: str) -> int:
        """A number of the summary; 0 where it is not there."""
        return int(self.summary.get(name, "0"))

    @property
    def seasons(self) -> frozenset[int] | None:
        """Seasons of the partitions that the commit changed; None when its summary does not list them."""
        names = [key.removeprefix(_PARTITION) for key in self.summary if key.startswith(_PARTITION)]
        if len(names) != self.count("changed-partition-count"):
            return None
        found = [_SEASON.match(name) for name in names]
        return None if None in found else frozenset(int(match[1]) for match in found if match)


def exists(session: SparkSession, table: str) -> bool:
    return bool(session.catalog.tableExists(table))


def holds_data(session: SparkSession, table: str) -> bool:
    """Whether the table is there and something was ever published to it."""
    return exists(session, table) and current(session, table) is not None


def current(session: SparkSession, table: str) -> Snapshot | None:
    """The snapshot that readers see; None for a table without data."""
    return next(ancestors(session, table), None)


def ancestors(session: SparkSession, table: str, start: int | None = None) -> Iterator[Snapshot]:
    """Snapshot `start` (None: the current one) and those before it, newest first, as far as they have not expired."""
    iceberg = loaded(session, table)
    snapshot = iceberg.currentSnapshot() if start is None else iceberg.snapshot(start)
    while snapshot is not None:
        found, parent = _told(session, snapshot)
        yield found
        snapshot = iceberg.snapshot(parent) if parent is not None else None


def _told(session: SparkSession, snapshot: Any) -> tuple[Snapshot, int | None]:
    """A snapshot, and the id of the one before it."""
    # As one text: by py4j each entry of the summary would be some calls of its own, and there are dozens.
    told = json.loads(java_class(session, "org.apache.iceberg.SnapshotParser").toJson(snapshot))
    operation = told["summary"].pop("operation")
    return Snapshot(told["snapshot-id"], operation, told["summary"]), told.get("parent-snapshot-id")


def holds(session: SparkSession, table: str, snapshot_id: int) -> bool:
    """Whether readers see the snapshot, or one that was made of it."""
    return any(snapshot.id == snapshot_id for snapshot in ancestors(session, table))


def branches(session: SparkSession, table: str) -> tuple[str, ...]:
    """Names of the branches beside main."""
    refs = loaded(session, table).refs()
    # As an array: an iterator of Java's ends by an exception, of which PySpark asks 50 times what it is.
    return tuple(sorted(str(name) for name in refs.keySet().toArray() if name != MAIN and refs[name].isBranch()))


def head(session: SparkSession, table: str, branch: str) -> Snapshot | None:
    """The newest snapshot of a branch; None when there is no such branch."""
    iceberg = loaded(session, table)
    ref = iceberg.refs().get(branch)
    if ref is None:
        return None
    return _told(session, iceberg.snapshot(ref.snapshotId()))[0]


def changed_after(session: SparkSession, table: str, start: int | None, end: int) -> list[Snapshot] | None:
    """Commits after `start` (None: all) up to `end` that may have changed rows, newest first.

    None when `start` has expired or is no ancestor of `end`.
    """
    changed: list[Snapshot] = []
    for snapshot in ancestors(session, table, end):
        if snapshot.id == start:
            return changed
        # `replace` writes the same rows in other files.
        if snapshot.operation != "replace":
            changed.append(snapshot)
    return changed if start is None else None


def seasons_touched(session: SparkSession, table: str, start: int | None, end: int) -> frozenset[int] | None:
    """The seasons of which a commit after `start` (None: any), up to `end`, added or removed rows, by its summary.

    None when that cannot be told: as in `changed_after`, or the table is not laid by season, or a commit touched too
    many partitions for its summary to list them.
    """
    touched: set[int] = set()
    changed = changed_after(session, table, start, end)
    if changed is None:
        return None
    for snapshot in changed:
        seasons = snapshot.seasons
        if seasons is None:
            return None
        touched |= seasons
    return frozenset(touched)


def has_rows(session: SparkSession, table: str, snapshot_id: int | None, seasons: Collection[int] | None) -> bool:
    """Whether the snapshot has a file for any of the seasons (None: any at all), by its manifests alone."""
    if snapshot_id is None:
        return False
    iceberg = loaded(session, table)
    scan = iceberg.newScan().useSnapshot(snapshot_id)
    if seasons is not None and iceberg.schema().findField("season") is not None:
        scan = scan.filter(_one_of_seasons(session, seasons))
    return _plans_a_file(scan)


def never_null(session: SparkSession, table: str, snapshot_id: int, columns: Collection[str]) -> tuple[str, ...]:
    """Those of the columns, which the snapshot must have, in which by its files no row is NULL."""
    iceberg, all_of = loaded(session, table), _expressions(session)
    scan = iceberg.newScan().useSnapshot(snapshot_id)
    return tuple(column for column in columns if not _plans_a_file(scan.filter(all_of.isNull(column))))


def may_hold(session: SparkSession, table: str, column: str, bounds: tuple[Any, Any], outside: Collection[int]) -> bool:
    """Whether a file of other seasons than `outside` may hold a value within the bounds, by its own bounds alone."""
    iceberg = loaded(session, table)
    all_of = _expressions(session)
    low, high = (value if isinstance(value, int | str) else str(value) for value in bounds)
    scan = iceberg.newScan().filter(
        getattr(all_of, "and")(all_of.greaterThanOrEqual(column, low), all_of.lessThanOrEqual(column, high))
    )
    if iceberg.schema().findField("season") is not None:
        scan = scan.filter(getattr(all_of, "not")(_one_of_seasons(session, outside)))
    return _plans_a_file(scan)


def bounds_of_new(
    session: SparkSession, table: str, column: str, start: int | None, end: int
) -> tuple[int, int] | None:
    """Between which values of `column` the rows lie that were appended after `start` up to `end`, by their files alone.

    None where a file does not tell, or no such column of whole numbers is there.
    """
    iceberg = loaded(session, table)
    field = iceberg.schema().findField(column)
    if field is None:
        return None
    scan = iceberg.newIncrementalAppendScan().toSnapshot(end).includeColumnStats()
    files = (scan if start is None else scan.fromSnapshotExclusive(start)).planFiles()
    conversions = java_class(session, "org.apache.iceberg.types.Conversions")
    found: list[int] = []
    try:
        tasks = files.iterator()
        while tasks.hasNext():
            file = tasks.next().file()
            for bounds in (file.lowerBounds(), file.upperBounds()):
                bound = bounds.get(field.fieldId()) if bounds is not None else None
                value = conversions.fromByteBuffer(field.type(), bound) if bound is not None else None
                if not isinstance(value, int):
                    return None
                found.append(value)
    finally:
        files.close()
    return (min(found), max(found)) if found else None


def _one_of_seasons(session: SparkSession, seasons: Collection[int]) -> Any:
    expressions = _expressions(session)
    either = expressions.alwaysFalse()
    for season in seasons:
        either = getattr(expressions, "or")(either, expressions.equal("season", season))
    return either


def _expressions(session: SparkSession) -> Any:
    return java_class(session, "org.apache.iceberg.expressions.Expressions")


def _plans_a_file(scan: Any) -> bool:
    files = scan.planFiles()
    try:
        return bool(files.iterator().hasNext())
    finally:
        files.close()


def loaded(session: SparkSession, table: str) -> Any:
    """Iceberg's own table, through py4j: the same facts by SQL cost a Spark job each."""
    spark = session._jsparkSession  # noqa: SLF001
    # Iceberg looks up the catalog of the thread's active session, and a thread of a pool has none yet.
    java_class(session, "org.apache.spark.sql.classic.SparkSession").setActiveSession(spark)
    name = f"{session.conf.get('spark.sql.defaultCatalog')}.{table}"
    return java_class(session, "org.apache.iceberg.spark.Spark3Util").loadIcebergTable(spark, name)

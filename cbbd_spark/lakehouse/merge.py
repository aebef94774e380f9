"""Upserts rows into a silver or gold table: one row per key, the newest wins, what is equal is not touched.

MERGE alone is not enough. It inserts two new rows of one key, inserts a NULL key anew on every run, rewrites files
for rows that did not change, commits an empty source, and leaves a row behind when its season was corrected. So the
source is made unique first, compared with the table by key and hash, and merged only if something is left, with the
seasons that the changed rows come from and go to as literals, so that no other partition is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import reduce

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, Observation, SparkSession
from pyspark.sql import functions as F
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import declared_schema
from cbbd_spark.lakehouse.newest import RETURNS, newest_per_key
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.row_hash import row_hash
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import OBSERVED_AT, ROW_HASH, RUN_ID, UPDATED_AT, Layer, Table

_CHANGE = "_change"
_INSERT, _UPDATE, _DELETE, _UNCHANGED, _STALE = "insert", "update", "delete", "unchanged", "stale"
_SEASON_BEFORE = "_season_before"
_HELD_HASH, _HELD_CONTENT, _HELD_AT = "_held_hash", "_held_content", "_held_at"


def _is_conflict(error: BaseException) -> bool:
    # Another writer won. Iceberg repeats a commit by itself, but never a MERGE whose reading is out of date.
    return isinstance(error, Exception) and any(
        name in str(error) for name in ("ValidationException", "CommitFailedException")
    )


@retry(
    retry=retry_if_exception(_is_conflict),
    stop=stop_after_attempt(5),
    wait=wait_random_exponential(max=10),
    reraise=True,
)
def upsert(
    session: SparkSession,
    table: Table,
    built: DataFrame,
    *,
    run_id: str,
    replaces: bool = False,
    seasons: Collection[int] | None = None,
    distrusts: bool = False,
) -> Outcome:
    """Brings `table` to hold the rows of `built`; with `replaces`, and nothing else of `seasons` (None: all).

    What is of other seasons, in the table and in `built`, is then left as the table has it. With `distrusts` the rows
    of the table are looked at, and not only the hashes that they carry. Raises CheckFailed, and writes nothing, when
    `built` is not as declared or breaks a rule that fails.
    """
    counts = Observation()
    prepared = _prepared(table, built).observe(counts, *_metrics(table))
    source = newest_per_key(table, prepared.where(_has_key(table)))
    is_first = snapshots.current(session, table.full_name) is None
    scope = _scope(table, seasons) if replaces else None
    held = _held(session, table, distrusts=distrusts)
    compared = _as_inserts(source) if is_first else _compared(table, source, held, scope)
    with _kept(compared):
        by_change = {row[0]: row[1] for row in compared.groupBy(_CHANGE).count().collect()}
        outcome = _counted(table, counts.get, by_change)
        if not outcome.wrote:
            return outcome
        changes = _stamped(table, compared, run_id)
        if is_first:
            changes.drop(_CHANGE, _SEASON_BEFORE).writeTo(table.full_name).append()
        else:
            _merge(table, changes.where(~F.col(_CHANGE).isin(_UNCHANGED, _STALE)))
    return outcome.committed(snapshots.current(session, table.full_name))


@contextmanager
def _kept(frame: DataFrame) -> Iterator[DataFrame]:
    # Counting, comparing and writing read it again; what memory cannot hold goes to disk.
    frame.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        yield frame
    finally:
        frame.unpersist()


def _prepared(table: Table, built: DataFrame) -> DataFrame:
    declared = declared_schema(table)
    carries_time = OBSERVED_AT.name in built.columns
    names = [name for name in built.columns if name != OBSERVED_AT.name]
    if names != list(table.column_names):
        raise CheckFailed(f"{table.step}: build() gave the columns {names}, declared are {list(table.column_names)}")
    wrong = [
        f"{name} is {built.schema[name].dataType.simpleString()}, declared {field.dataType.simpleString()}"
        for name, field in zip(names, declared.fields, strict=True)
        if built.schema[name].dataType.simpleString() != field.dataType.simpleString()
    ]
    if wrong:
        raise CheckFailed(f"{table.step}: build() gave other types: {'; '.join(wrong)}")
    columns: list[Column | str] = [*table.column_names, row_hash(declared.fields).alias(ROW_HASH.name)]
    if table.layer is Layer.SILVER:
        observed = F.col(OBSERVED_AT.name) if carries_time else F.lit(None).cast("timestamp")
        columns.append(observed.alias(OBSERVED_AT.name))
    return built.select(*columns)


def _metrics(table: Table) -> list[Column]:
    broken = [F.count_if(~F.expr(check.holds)).alias(check.name) for check in table.checks]
    return [F.count(F.lit(1)).alias("_read"), F.count_if(~_has_key(table)).alias("_without_key"), *broken]


def _has_key(table: Table) -> Column:
    return reduce(lambda all_so_far, name: all_so_far & F.col(name).isNotNull(), table.key, F.lit(True))


def _as_inserts(source: DataFrame) -> DataFrame:
    return source.drop(RETURNS).withColumns({_CHANGE: F.lit(_INSERT), _SEASON_BEFORE: F.lit(None).cast("int")})


def _held(session: SparkSession, table: Table, *, distrusts: bool) -> DataFrame:
    """What is known of the table's rows, under names of its own."""
    rows = session.table(table.full_name)
    content = row_hash(declared_schema(table).fields) if distrusts else F.col(ROW_HASH.name)
    return rows.select(
        *(F.col(name).alias(f"_held_{name}") for name in table.key),
        F.col(ROW_HASH.name).alias(_HELD_HASH),
        content.alias(_HELD_CONTENT),
        (F.col(OBSERVED_AT.name) if OBSERVED_AT.name in rows.columns else F.lit(None)).alias(_HELD_AT),
        (F.col("season") if _has_season(table) else F.lit(None)).cast("int").alias(_SEASON_BEFORE),
    )


def _compared(table: Table, source: DataFrame, held: DataFrame, scope: Column | None) -> DataFrame:
    """The source's rows with what to do about each.

    With `scope` the source is all there is: of the rows of which it is true, those that the table alone has are
    deleted, and whatever is older in the source than in the table is right nevertheless.
    """
    carries_time = OBSERVED_AT.name in source.columns
    pairs = ((name, F.col(f"_held_{name}")) for name in table.key)
    same_key = reduce(lambda all_so_far, pair: all_so_far & (F.col(pair[0]) == pair[1]), pairs, F.lit(True))
    observed_at = F.col(OBSERVED_AT.name) if carries_time else F.lit(None)
    is_newer = F.coalesce(observed_at > F.col(_HELD_AT), F.lit(False))
    is_older = F.coalesce(observed_at < F.col(_HELD_AT), F.lit(False)) if scope is None else F.lit(False)
    is_equal = (F.col(_HELD_HASH) == F.col(ROW_HASH.name)) & (F.col(_HELD_CONTENT) == F.col(ROW_HASH.name))
    change = (
        F.when(F.col(_HELD_HASH).isNull(), _INSERT)
        .when(F.col(ROW_HASH.name).isNull(), _DELETE)
        .when(is_equal & ~(F.col(RETURNS) & is_newer), _UNCHANGED)
        .when(is_older, _STALE)
        .otherwise(_UPDATE)
    )
    # Both sides hold a key once, so the join cannot multiply rows.
    joined = source.join(held, same_key, how="left" if scope is None else "full")
    if scope is not None:
        joined = joined.where(scope)
    of_either = {name: F.coalesce(name, f"_held_{name}").alias(name) for name in table.key}
    columns = [of_either.get(name, F.col(name)) for name in source.columns if name != RETURNS]
    return joined.select(*columns, change.alias(_CHANGE), _SEASON_BEFORE)


def _scope(table: Table, seasons: Collection[int] | None) -> Column:
    """Which rows are looked at: those that are or were of the seasons, so that a row which moves is not lost."""
    if seasons is None or not _has_season(table):
        return F.lit(True)
    wanted = sorted(seasons)
    return F.coalesce(F.col("season").isin(wanted) | F.col(_SEASON_BEFORE).isin(wanted), F.lit(False))


def _has_season(table: Table) -> bool:
    return "season" in table.partition


def _counted(table: Table, metrics: dict[str, int], by_change: dict[str, int]) -> Outcome:
    broken = {check.name: metrics.get(check.name, 0) for check in table.checks}
    failed = [c.name for c in table.checks if c.severity is Severity.FAIL and broken[c.name]]
    if failed:
        rows = ", ".join(f"{name} ({broken[name]:,} rows)" for name in failed)
        raise CheckFailed(f"{table.step}: {rows} broken; nothing was written, readers keep the last good snapshot")
    read, without_key = metrics.get("_read", 0), metrics.get("_without_key", 0)
    of_source = sum(count for change, count in by_change.items() if change != _DELETE)
    return Outcome(
        read=read,
        inserted=by_change.get(_INSERT, 0),
        updated=by_change.get(_UPDATE, 0),
        deleted=by_change.get(_DELETE, 0),
        unchanged=by_change.get(_UNCHANGED, 0),
        stale=by_change.get(_STALE, 0),
        duplicates=read - without_key - of_source,
        set_aside=without_key,
        warnings={name: count for name, count in broken.items() if count},
    )


def _stamped(table: Table, changes: DataFrame, run_id: str) -> DataFrame:
    stamps = {RUN_ID.name: F.lit(run_id), UPDATED_AT.name: F.current_timestamp()}
    columns = [stamps.get(column.name, F.col(column.name)).alias(column.name) for column in table.all_columns]
    return changes.select(*columns, _CHANGE, _SEASON_BEFORE)


def _merge(table: Table, changes: DataFrame) -> None:
    # Not by SQL: Spark 4.1 cannot plan a MERGE whose source is a temporary view over another table's rows.
    same_key = " AND ".join(f"{table.full_name}.`{name}` = s.`{name}`" for name in table.key)
    condition = F.expr(same_key + _season_literals(table, changes))
    (
        changes.alias("s")
        .mergeInto(table.full_name, condition)
        .whenMatched(F.col(f"s.{_CHANGE}") == _DELETE)
        .delete()
        .whenMatched()
        .updateAll()
        .whenNotMatched()
        .insertAll()
        .merge()
    )


def _season_literals(table: Table, changes: DataFrame) -> str:
    if not _has_season(table):
        return ""
    both = changes.select(F.explode(F.array("season", _SEASON_BEFORE)).alias("season")).distinct().collect()
    seasons = sorted(row[0] for row in both if row[0] is not None)
    return f" AND {table.full_name}.season IN ({', '.join(str(int(season)) for season in seasons)})" if seasons else ""

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
from pyspark.sql import Column, DataFrame, Observation, SparkSession, Window
from pyspark.sql import functions as F
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import declared_schema
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.read import of_seasons
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import OBSERVED_AT, ROW_HASH, RUN_ID, UPDATED_AT, Layer, Table

_CHANGE = "_change"
_INSERT, _UPDATE, _DELETE, _UNCHANGED, _STALE = "insert", "update", "delete", "unchanged", "stale"
_SEASON_BEFORE = "_season_before"


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
) -> Outcome:
    """Brings `table` to hold the rows of `built`; with `replaces`, and nothing else of `seasons` (None: all).

    Raises CheckFailed, and writes nothing, when `built` is not as declared or breaks a rule that fails.
    """
    counts = Observation()
    source = _newest_per_key(table, _prepared(table, built).observe(counts, *_metrics(table)))
    is_first = snapshots.current(session, table.full_name) is None
    with (
        _kept(source),
        _kept(_changes(session, table, source, is_first=is_first, replaces=replaces, seasons=seasons)) as compared,
    ):
        by_change = {row[0]: row[1] for row in compared.groupBy(_CHANGE).count().collect()}
        outcome = _counted(table, counts.get, by_change)
        if not outcome.wrote:
            return outcome
        changes = _stamped(table, compared.where(~F.col(_CHANGE).isin(_UNCHANGED, _STALE)), run_id)
        if is_first:
            changes.drop(_CHANGE, _SEASON_BEFORE).writeTo(table.full_name).append()
        else:
            _merge(table, changes)
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
    # Of all columns as one JSON text: hashing them one by one makes (NULL, x) and (x, NULL) equal.
    row_hash = F.xxhash64(F.to_json(F.struct(*table.column_names))).alias(ROW_HASH.name)
    columns: list[Column | str] = [*table.column_names, row_hash]
    if table.layer is Layer.SILVER:
        observed = F.col(OBSERVED_AT.name) if carries_time else F.lit(None).cast("timestamp")
        columns.append(observed.alias(OBSERVED_AT.name))
    return built.select(*columns)


def _metrics(table: Table) -> list[Column]:
    broken = [F.count_if(~F.expr(check.holds)).alias(check.name) for check in table.checks]
    return [F.count(F.lit(1)).alias("_read"), F.count_if(~_has_key(table)).alias("_without_key"), *broken]


def _has_key(table: Table) -> Column:
    return reduce(lambda all_so_far, name: all_so_far & F.col(name).isNotNull(), table.key, F.lit(True))


def _newest_per_key(table: Table, source: DataFrame) -> DataFrame:
    time = [F.col(OBSERVED_AT.name).desc_nulls_last()] if OBSERVED_AT.name in source.columns else []
    ties = [F.col(name).desc_nulls_last() for name in table.tie_break]
    order = Window.partitionBy(*table.key).orderBy(*time, *ties, F.col(ROW_HASH.name).desc())
    ranked = source.where(_has_key(table)).withColumn("_rank", F.row_number().over(order))
    return ranked.where("_rank = 1").drop("_rank")


def _changes(
    session: SparkSession,
    table: Table,
    source: DataFrame,
    *,
    is_first: bool,
    replaces: bool,
    seasons: Collection[int] | None,
) -> DataFrame:
    if is_first:
        return source.withColumn(_CHANGE, F.lit(_INSERT)).withColumn(_SEASON_BEFORE, F.lit(None).cast("int"))
    compared = _compared(session, table, source)
    return compared.unionByName(_gone(session, table, source, seasons)) if replaces else compared


def _compared(session: SparkSession, table: Table, source: DataFrame) -> DataFrame:
    held = session.table(table.full_name)
    before = held.select(
        *(F.col(name).alias(f"_held_{name}") for name in table.key),
        F.col(ROW_HASH.name).alias("_held_hash"),
        (F.col(OBSERVED_AT.name) if OBSERVED_AT.name in source.columns else F.lit(None)).alias("_held_at"),
        _season(table).alias(_SEASON_BEFORE),
    )
    same_key = reduce(
        lambda all_so_far, name: all_so_far & (F.col(name) == F.col(f"_held_{name}")), table.key, F.lit(True)
    )
    is_stale = F.lit(False)
    if OBSERVED_AT.name in source.columns:
        is_stale = F.coalesce(F.col("_held_at") > F.col(OBSERVED_AT.name), F.lit(False))
    change = (
        F.when(F.col("_held_hash").isNull(), _INSERT)
        .when(F.col("_held_hash") == F.col(ROW_HASH.name), _UNCHANGED)
        .when(is_stale, _STALE)
        .otherwise(_UPDATE)
    )
    # Both sides hold a key once, so the join cannot multiply rows.
    compared = source.join(before, same_key, "left").withColumn(_CHANGE, change)
    return compared.select(*source.columns, _CHANGE, _SEASON_BEFORE)


def _gone(session: SparkSession, table: Table, source: DataFrame, seasons: Collection[int] | None) -> DataFrame:
    held = of_seasons(session.table(table.full_name), seasons).select(*source.columns)
    gone = held.join(source.select(*table.key), list(table.key), "left_anti").select(*source.columns)
    return gone.withColumn(_CHANGE, F.lit(_DELETE)).withColumn(_SEASON_BEFORE, _season(table))


def _season(table: Table) -> Column:
    return (F.col("season") if _has_season(table) else F.lit(None)).cast("int")


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
    now = F.current_timestamp()
    stamped = changes.withColumn(RUN_ID.name, F.lit(run_id)).withColumn(UPDATED_AT.name, now)
    return stamped.select(*(column.name for column in table.all_columns), _CHANGE, _SEASON_BEFORE)


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

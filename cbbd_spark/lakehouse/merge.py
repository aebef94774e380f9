"""Upserts rows into a silver or gold table: one row per key, the newest wins, what is equal is not touched.

MERGE alone is not enough. It inserts two new rows of one key, inserts a NULL key anew on every run, rewrites files
for rows that did not change, commits an empty source, and leaves a row behind when its season was corrected. So the
source is made unique first, compared with the table by key and hash, and merged only if something is left, with the
seasons and days that the changed rows come from and go to as literals, so that no other file is read. It is written
to a branch; what fails its audit never reaches readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from cbbd_spark.errors import CheckFailed
from cbbd_spark.failpoint import reached
from cbbd_spark.lakehouse import judge, snapshots
from cbbd_spark.lakehouse.changes import OF_BATCH, Changes, after_a_look_elsewhere, games_of, what_is_found
from cbbd_spark.lakehouse.checkpoint import ROWS_ARE_LOST, checkpointed
from cbbd_spark.lakehouse.commit import known_again
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
    pruning_columns,
)
from cbbd_spark.lakehouse.last_word import with_last_word
from cbbd_spark.lakehouse.newest import RETURNS, SEEN_AT, WITHDRAWN, has_moved, newest_per_key
from cbbd_spark.lakehouse.outcome import CheckResult, Outcome
from cbbd_spark.lakehouse.prepare import prepared, written_by
from cbbd_spark.lakehouse.publish import Draft, MainMoved
from cbbd_spark.lakehouse.scope import EVERYTHING, MOST_LITERALS, SEASON, Scope
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import Table

_MAY_PASS = (
    # Another writer won: Iceberg repeats a commit by itself, but never a MERGE whose reading is out of date.
    "ValidationException",
    "CommitFailedException",
    # The catalog gave no answer, and by what it holds the commit did not come through. What was begun is begun anew.
    "CommitStateUnknownException",
    "UncheckedSQLException",
    ROWS_ARE_LOST,
)


def _may_pass(error: BaseException) -> bool:
    said = str(error) if isinstance(error, Exception) else ""
    return isinstance(error, MainMoved) or any(name in said for name in _MAY_PASS)


@dataclass(frozen=True)
class Batch:
    """What is to be written: rows as `build()` gave them, and what they speak for.

    `replaces` None: rows that the table alone has stay. A scope: they go, where they are of it; and what the batch has
    of other scopes is left as the table has it. `near`: a guess where the table has the keys of the batch; those
    that are not there are looked for elsewhere, at a price.
    """

    rows: DataFrame
    run_id: str
    replaces: Scope | None = None
    distrusts: bool = False
    near: Scope | None = None


class _KeyMoved(Exception):
    """A key was observed in two partitions, so that the rows of a partition are not all there is of their keys."""


@retry(
    retry=retry_if_exception(_may_pass),
    stop=stop_after_attempt(5),
    wait=wait_random_exponential(max=10),
    reraise=True,
)
def upsert(session: SparkSession, table: Table, batch: Batch) -> Outcome:
    """Brings `table` to hold the rows of the batch, and lets readers see them if they pass the table's checks.

    Raises CheckFailed, whose `report` is the outcome, when they are not as declared or break a rule that fails:
    readers then keep what they had, and a branch keeps what was written.
    """
    try:
        return _upsert(session, table, batch, table.partition_columns)
    except _KeyMoved:
        return _upsert(session, table, batch, ())


def _upsert(session: SparkSession, table: Table, batch: Batch, place: Sequence[str]) -> Outcome:
    """`place`: of a table without data the rows of one place are made unique there, and written."""
    counts = Observation()
    # Before anything is compared: what is published from here on, this batch has not seen.
    main = snapshots.current(session, table.full_name)
    is_whole = main is None or (batch.replaces is not None and batch.replaces.is_all)
    said = prepared(table, batch.rows)
    rows = said.observe(counts, *judge.row_metrics(table, is_whole=is_whole))
    if main is None and batch.rows.isEmpty():
        # Not even a branch is begun, which would leave a snapshot.
        return Outcome()
    observations = rows.where(judge.has_key(table))
    if table.replace_scope:
        observations = with_last_word(table, observations, said)
    if main is not None:
        return _change(session, table, batch, newest_per_key(table, observations), counts, main=main.id)
    draft = Draft.begin(session, table.full_name, batch.run_id, None)
    try:
        return _first(draft, table, batch, newest_per_key(table, observations, place), counts=counts, place=place)
    except _KeyMoved:
        draft.drop()
        raise


def _first(
    draft: Draft, table: Table, batch: Batch, source: DataFrame, *, counts: Observation, place: Sequence[str]
) -> Outcome:
    """All rows, in one pass: what there is to count is counted while it is written."""
    inserts = Observation()
    counted = [
        F.count(F.lit(1)).alias(OF_BATCH),
        F.count_if(~F.col(WITHDRAWN)).alias(INSERT),
        F.count_if(WITHDRAWN).alias(WITHDRAWN),
    ]
    changes = source.observe(inserts, *counted).where(~F.col(WITHDRAWN)).drop(RETURNS, SEEN_AT, WITHDRAWN)
    written = written_by(table, changes, batch.run_id).writeTo(draft.name)
    if place:
        # They lie together already: they are sorted as the table is, and not moved once more.
        written = written.option("distribution-mode", "none")
    _commit(table, draft, written.append)
    draft.on_main()  # whoever has published since has removed the branch
    found = inserts.get
    # What was taken back in one place may stand in another, and then it is not told by the rows that are there.
    if place and found.get(WITHDRAWN) and has_moved(table, batch.rows.where(judge.has_key(table)), place):
        raise _KeyMoved
    outcome = _counted(table, counts.get, found)
    if not outcome.wrote:
        draft.drop()
        return outcome
    key = judge.key_result(table, draft.rows, None)
    if place and key.broken:
        raise _KeyMoved
    return _published(table, draft, replace(outcome, checks=(*outcome.checks, key)), None)


def _change(
    session: SparkSession, table: Table, batch: Batch, source: DataFrame, counts: Observation, *, main: int
) -> Outcome:
    comparison = Comparison(table, batch.replaces, batch.replaces is not None, batch.distrusts)
    near = batch.near or batch.replaces or (None if SEASON in table.partition else EVERYTHING)
    # Where nobody knows its seasons, they are asked for before it is compared.
    with nullcontext(source) if near else checkpointed(source) as batch_rows:
        near = near or _seasons_of(batch_rows)
        kinds = Observation()
        rows = near.narrow(session.table(table.full_name))
        compared = comparison.with_change(batch_rows, rows).observe(kinds, *what_is_found(table))
        with checkpointed(compared.where(F.col(CHANGE).isin(*CHANGES, NEVER_HELD))) as differing:
            changes = Changes(differing, kinds.get)
            # Of a guess nobody knows whether the batch has rows outside of it.
            is_elsewhere_empty = batch.near is None and near.has_whole_keys(table.key)
            changes = (
                changes.known if is_elsewhere_empty else after_a_look_elsewhere(session, comparison, near, changes)
            )
            outcome = _counted(table, counts.get, changes.found)
            if outcome.wrote:
                draft = Draft.begin(session, table.full_name, batch.run_id, main)
                return _merged(draft, table, batch, changes, outcome)
    _insist(table, outcome, None)
    return outcome


def _seasons_of(source: DataFrame) -> Scope:
    seasons = [row[0] for row in source.select(SEASON).distinct().collect()]
    return EVERYTHING if None in seasons else Scope(tuple(sorted(seasons)))


def _counted(table: Table, metrics: dict[str, Any], kinds: Mapping[str, Any]) -> Outcome:
    read, without_key = metrics.get(judge.READ, 0), metrics.get(judge.WITHOUT_KEY, 0)
    return Outcome(
        read=read,
        inserted=kinds.get(INSERT, 0),
        updated=kinds.get(UPDATE, 0),
        deleted=kinds.get(DELETE, 0),
        unchanged=kinds.get(UNCHANGED, 0),
        stale=kinds.get(STALE, 0),
        duplicates=read - without_key - kinds.get(OF_BATCH, 0),
        set_aside=without_key,
        games=games_of(kinds),
        checks=judge.row_results(table, metrics),
    )


def _merged(draft: Draft, table: Table, batch: Batch, changes: Changes, outcome: Outcome) -> Outcome:
    reached("merge.before-write")
    _commit(table, draft, lambda: _write(table, draft, batch, changes, outcome))
    reached("merge.after-write")
    return _published(table, draft, outcome, changes)


def _commit(table: Table, draft: Draft, write: Callable[[], None]) -> None:
    try:
        with known_again(draft.session, draft.table, draft.branch):
            write()
    except Exception as error:
        if "MERGE_CARDINALITY_VIOLATION" in str(error):
            again = "drop the table and run again: it is made from what bronze holds"
            raise CheckFailed(f"{table.step}: {judge.KEY_IS_UNIQUE} is broken in the table itself; {again}") from None
        raise


def _write(table: Table, draft: Draft, batch: Batch, changes: Changes, outcome: Outcome) -> None:
    if outcome.updated + outcome.deleted:
        _merge(table, draft, written_by(table, changes.rows, batch.run_id, CHANGE), _literals(table, draft, changes))
    else:
        written_by(table, changes.rows, batch.run_id).writeTo(draft.name).append()


def _merge(table: Table, draft: Draft, changes: DataFrame, literals: Sequence[str]) -> None:
    # Not by SQL: Spark 4.1 cannot plan a MERGE whose source is a temporary view over another table's rows.
    same_key = [f"{draft.name}.`{name}` = s.`{name}`" for name in table.key]
    (
        changes.alias("s")
        .mergeInto(draft.name, F.expr(" AND ".join([*same_key, *literals])))
        .whenMatched(F.col(f"s.{CHANGE}") == DELETE)
        .delete()
        .whenMatched()
        .updateAll()
        .whenNotMatched()
        .insertAll()
        .merge()
    )


def _literals(table: Table, draft: Draft, changes: Changes) -> list[str]:
    """Conditions on where the table has the rows now, by which Iceberg leaves other files alone."""
    conditions = []
    for name in pruning_columns(table):
        values = changes.held(name)
        if not 0 < len(values) <= MOST_LITERALS:
            continue
        column = f"{draft.name}.`{name}`"
        known = sorted(
            {f"DATE '{value}'" if name != SEASON else str(int(value)) for value in values if value is not None}
        )
        either = [f"{column} IN ({', '.join(known)})"] if known else []
        # NULL IN (...) is not true, and the row would be inserted a second time.
        either += [f"{column} IS NULL"] if None in values else []
        conditions.append(f"({' OR '.join(either)})")
    return conditions


def _published(table: Table, draft: Draft, outcome: Outcome, changes: Changes | None) -> Outcome:
    """Audits the branch and lets readers see it, or raises CheckFailed and leaves it for a look."""
    draft.on_main()  # else what another has published would fail the audit, or be written twice
    rows = draft.rows
    touched = changes.touched if changes else None
    results: list[CheckResult] = [*outcome.checks]
    if changes and outcome.inserted + outcome.updated:
        results.append(judge.key_result(table, rows, touched, changes.between, changes.keys))
    strict = [reference for reference in table.references if reference.severity is Severity.FAIL]
    results += judge.reference_results(
        strict, rows if touched is None else touched, lambda to: draft.session.table(to.full_name)
    )
    audited = replace(outcome, checks=tuple(results))
    _insist(table, audited, draft)
    return audited.committed(draft.publish())


def _insist(table: Table, outcome: Outcome, draft: Draft | None) -> None:
    failed = [each for each in outcome.checks if each.status == "failed"]
    if not failed:
        return
    broken = ", ".join(f"{each.check} ({each.broken:,} of {each.checked:,}, as in {each.example})" for each in failed)
    look = f"; a look at what was refused: {table.full_name} VERSION AS OF '{draft.branch}'" if draft else ""
    error = CheckFailed(f"{table.step}: {broken} broken; readers keep the last good snapshot{look}")
    error.report = outcome
    raise error

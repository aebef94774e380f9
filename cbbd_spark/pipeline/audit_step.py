"""Judges what stands between tables, once all of them are up to date: audits, and references that only warn."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse import judge, snapshots
from cbbd_spark.lakehouse.outcome import CheckResult, Outcome
from cbbd_spark.lakehouse.scope import EVERYTHING, GAME, Scope
from cbbd_spark.pipeline.check_log import Judged
from cbbd_spark.pipeline.moved import MOST_UNITS
from cbbd_spark.spec.audit import Audit
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.registry import modules
from cbbd_spark.spec.table import RUN_ID, Reference, Table

SUBJECT = "audit"
_PACKAGE = "cbbd_spark.audits"
Seasons = Collection[int] | None
Job = Callable[[], Judged]


@cache
def all_audits() -> dict[str, tuple[Audit, Callable[..., DataFrame]]]:
    """Every audit by its name, with the `judged` that stands beside it."""
    found = (importlib.import_module(name) for name in modules(_PACKAGE, "AUDIT"))
    return {module.AUDIT.name: (module.AUDIT, module.judged) for module in found}


def judge_run(
    session: SparkSession, written: Mapping[str, tuple[Table, Outcome]], run_id: str, at_once: int
) -> tuple[Judged, ...]:
    """What the rules between tables say of the seasons, or of the games, in which the run changed `written`."""
    jobs: list[Job] = []
    for audit, _ in all_audits().values():
        moved = [written[table.step][1] for table in audit.inputs if table.step in written]
        if moved and _are_there(session, audit.inputs):
            jobs.append(partial(run_audit, session, audit.name, _scope_of(audit, moved)))
    for table, outcome in written.values():
        references = _that_warn(session, table)
        if references:
            rows = Scope(_in_order(outcome.seasons)).narrow(session.table(table.full_name))
            # What is told without a commit was written by others.
            rows = rows.where(F.col(RUN_ID.name) == run_id) if outcome.snapshot_id else rows
            # What is of a game leads to nothing of another one; rows of none may lead anywhere.
            where = _within(None, outcome.games or None)
            jobs.append(partial(_references, session, table, references, rows, where))
    return _side_by_side(jobs, at_once)


def judge_lake(
    session: SparkSession, tables: Collection[Table], seasons: Seasons, at_once: int, *, with_audits: bool
) -> tuple[Judged, ...]:
    """What every rule says of those of the tables that hold something, over the seasons (None: all)."""
    jobs: list[Job] = [
        partial(judge_table, session, table, seasons) for table in tables if _are_there(session, (table,))
    ]
    if with_audits:
        there = (audit for audit, _ in all_audits().values() if _are_there(session, audit.inputs))
        jobs += [partial(run_audit, session, audit.name, Scope(_in_order(seasons))) for audit in there]
    return _side_by_side(jobs, at_once)


def judge_table(session: SparkSession, table: Table, seasons: Seasons) -> Judged:
    """Every rule of one table, over all its rows of the seasons (None: all)."""
    whole = session.table(table.full_name)
    rows = Scope(_in_order(seasons)).narrow(whole)
    metrics = rows.agg(*judge.row_metrics(table, is_whole=True)).first()
    there = [each for each in table.references if _are_there(session, (each.to,))]
    results = (
        *judge.row_results(table, metrics.asDict() if metrics else {}),
        judge.key_result(table, whole, None if seasons is None else rows),
        *judge.reference_results(there, rows, lambda to: session.table(to.full_name)),
    )
    current = snapshots.current(session, table.full_name)
    return Judged(table.step, results, current.id if current else None)


def run_audit(session: SparkSession, name: str, scope: Scope) -> Judged:
    """One audit of what is in the scope, or of everything if it takes all."""
    audit, judged = all_audits()[name]
    scope = EVERYTHING if audit.takes_all else scope
    rows = judged(*(scope.narrow(session.table(table.full_name)) for table in audit.inputs))
    holds = F.col("holds")
    example = F.min(F.when(~holds, F.to_json(F.struct(*rows.columns))))
    counts: Any = rows.agg(F.count(holds), F.count_if(~holds), example).first()
    return Judged(SUBJECT, (CheckResult(audit.name, audit.severity, *counts),))


def _side_by_side(jobs: Collection[Job], at_once: int) -> tuple[Judged, ...]:
    with ThreadPoolExecutor(max_workers=at_once) as workers:
        return tuple(workers.map(lambda job: job(), jobs))


def _references(
    session: SparkSession, table: Table, references: list[Reference], rows: DataFrame, where: Scope
) -> Judged:
    results = judge.reference_results(references, rows, lambda to: where.narrow(session.table(to.full_name)))
    return Judged(table.step, results)


def _that_warn(session: SparkSession, table: Table) -> list[Reference]:
    return [each for each in table.references if each.severity is Severity.WARN and _are_there(session, (each.to,))]


def _are_there(session: SparkSession, tables: Collection[Table]) -> bool:
    return all(snapshots.holds_data(session, table.full_name) for table in tables)


def _scope_of(audit: Audit, moved: Sequence[Outcome]) -> Scope:
    """What of an audit's inputs is to be judged, since a run did this to them."""
    seasons = _in_order(_union([each.seasons for each in moved]))
    return _within(seasons, _union([each.games for each in moved]) if audit.by_game else None)


def _within(seasons: tuple[int, ...] | None, games: Collection[int] | None) -> Scope:
    """The games of the seasons, where they are known and few enough to be named; else the seasons."""
    return Scope(seasons) if games is None or len(games) > MOST_UNITS else Scope(seasons, GAME, _in_order(games))


def _union(moved: Sequence[Collection[int] | None]) -> Collection[int] | None:
    known = [each for each in moved if each is not None]
    return {value for values in known for value in values} if len(known) == len(moved) else None


def _in_order(values: Collection[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(sorted(values))

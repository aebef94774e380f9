"""Brings one bronze table up to date with what landed, or makes it what a replay wants it to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cbbd_spark.bronze.append import Appended, append_landed, append_selected
from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.place import place_of
from cbbd_spark.bronze.rebuild import rebuild
from cbbd_spark.bronze.soundness import DamagedAnswer
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.pipeline.context import Context, Done
from cbbd_spark.spec.endpoint import Endpoint

_NAMED = 10


def take_landed(context: Context, endpoint: Endpoint) -> Done:
    """One step. An endpoint of which nothing ever landed has no table and costs a look into the raw store."""
    job = Job(context.session, context.store, endpoint, context.run_id)
    landed = job.last_segment
    if not landed:
        return Done(looked=False)
    if job.table_exists:
        if context.code_changed(f"bronze.{endpoint.name}"):
            ensure(context.session, bronze_table(endpoint))
        place = place_of(context.session, endpoint)
        if place and place.through == landed and not place.owed and not context.replay:
            return Done(looked=False, snapshot_id=_snapshot(job))
    appended = _append(context, replace(job, session=context.with_own_session().session))
    notes = tuple(_told(appended.damaged, _fate(context)))
    made_of = {f"raw.{endpoint.name}": landed}
    return Done(appended.outcome, notes=notes, snapshot_id=_snapshot(job), made_of=made_of, damaged=appended.damaged)


def _append(context: Context, job: Job) -> Appended:
    if context.replay is None:
        return append_landed(job)
    return rebuild(job, context.replay) if context.corrects else append_selected(job, context.replay)


def _snapshot(job: Job) -> int | None:
    current = snapshots.current(job.session, job.table) if job.table_exists else None
    return current.id if current else None


def _fate(context: Context) -> str:
    if context.replay and not context.corrects:
        return "set aside. Put a copy in its place and run this again"
    kept = "what the table has of it stays" if context.corrects else "set aside"
    return f"{kept}. The next ingest asks for it again; a copy put in its place is taken by the next run"


def _told(damaged: Sequence[DamagedAnswer], fate: str) -> Iterator[str]:
    """What whoever is on duty must know: which answers, and what becomes of them."""
    for each in damaged[:_NAMED]:
        yield f"{each}: {fate}"
    if len(damaged) > _NAMED:
        rest = f"{len(damaged) - _NAMED:,} more damaged answers"
        yield f"{rest}: `cbbd-spark raw verify --endpoint {damaged[0].entry.endpoint}` names them all"

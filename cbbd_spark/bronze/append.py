"""Appends to an endpoint's bronze table what landed and is not in it yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import SparkSession

from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.place import Numbered, Place, place_of
from cbbd_spark.bronze.selection import Selection
from cbbd_spark.bronze.soundness import DamagedAnswer, not_outdated, on_sound
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.bronze.write import write
from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import data_files, snapshots
from cbbd_spark.lakehouse.commit import known_again
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.outcome import Outcome


@dataclass(frozen=True)
class Appended:
    """What was done. The records of damaged answers count as set aside, as rescued ones do."""

    outcome: Outcome
    damaged: tuple[DamagedAnswer, ...] = ()


def append_landed(job: Job) -> Appended:
    """One commit with the records of every answer that the table does not hold yet; none if there is none.

    Damaged answers are left out and owed from then on: each later run looks at them again, until they can be read
    or a newer answer to their request is here. Raises CheckFailed when not every record arrived.
    """
    place = place_of(job.session, job.endpoint) if job.table_exists else Place()
    if place and place.through > job.last_segment:
        place = None  # raw was put back to an older copy, and its next segments will have old numbers
    read = job.landed(after=place.start if place else 0)
    waiting = [each for each in read if not place.holds(each)] if place else _not_in_table(job, read)
    through = max([number for number, _ in read] + [place.through if place else 0])
    return _append(job, waiting, through, owed=place.owed if place else ())


def append_selected(job: Job, selection: Selection) -> Appended:
    """The same for the selected answers only, for a table that never takes others: it keeps no place."""
    wanted = [numbered for numbered in job.landed() if selection.takes(job.endpoint, numbered[1])]
    return _append(job, _not_in_table(job, wanted) if job.table_exists else wanted, None)


def insist_on_rows(
    session: SparkSession, table: str, before: snapshots.Snapshot | None, added: int
) -> snapshots.Snapshot | None:
    """The commit that came after `before`, if it has `added` rows more; else it is taken back, with CheckFailed."""
    after = snapshots.current(session, table)
    held, due = _total(after), _total(before) + added
    if held == due:
        return after
    if before is not None:
        catalog = session.conf.get("spark.sql.defaultCatalog")
        session.sql(f"CALL {catalog}.system.rollback_to_snapshot('{table}', {before.id})")
    else:
        # There is no snapshot to go back to: an empty table is made anew by the next run.
        session.sql(f"DROP TABLE {table} PURGE")
    raise CheckFailed(f"{table}: {held:,} rows are held and {due:,} are due; the commit was taken back")


def _append(job: Job, waiting: Sequence[Numbered], through: int | None, owed: Collection[str] = ()) -> Appended:
    answers = [numbered for numbered in waiting if numbered[1].rows]
    if answers:
        ensure(job.session, bronze_table(job.endpoint))

    def commit(sound: list[Numbered]) -> Outcome:
        place = {} if through is None else Place(through, _owed(answers, sound)).properties
        return _commit(job, sound, place) if sound else Outcome()

    outcome, sound, damaged = on_sound(job.store, answers, commit)
    # Of an answer that was owed before, nothing is said any more when a newer one has come in its place.
    left = _owed(answers, sound)
    told = tuple(each for each in damaged if each.entry.object in left or each.entry.object not in owed)
    return Appended(replace(outcome, set_aside=outcome.set_aside + sum(each.entry.rows for each in told)), told)


def _owed(answers: Collection[Numbered], sound: Sequence[Numbered]) -> dict[str, int]:
    kept = {entry.object for _, entry in sound}
    damaged = [DamagedAnswer(number, entry, "") for number, entry in answers if entry.object not in kept]
    return {each.entry.object: each.number for each in not_outdated(damaged, sound)}


def _commit(job: Job, sound: Sequence[Numbered], place: dict[str, str]) -> Outcome:
    written = write(job, sound)
    before = snapshots.current(job.session, job.table)
    with known_again(job.session, job.table, properties={"cbbd.run-id": job.run_id, **place}) as properties:
        data_files.append(job.session, job.table, written.files, properties)
    count = sum(entry.rows for _, entry in sound)
    after = insist_on_rows(job.session, job.table, before, count)
    return Outcome(read=count, inserted=count, set_aside=written.rescued).committed(after)


def _not_in_table(job: Job, answers: Sequence[Numbered]) -> list[Numbered]:
    held = {row[0] for row in job.session.table(job.table).select("_raw_file").distinct().collect()}
    return [numbered for numbered in answers if numbered[1].object not in held]


def _total(snapshot: snapshots.Snapshot | None) -> int:
    return snapshot.count("total-records") if snapshot else 0

"""Makes an endpoint's bronze table hold exactly what raw says, answer by answer, in one commit.

What is right already is not written again. An answer that raw can no longer show stays as the table has it: that is
its last copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.bronze.append import Appended, append_landed, insist_on_rows
from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.place import Numbered, Place, place_of
from cbbd_spark.bronze.selection import Selection
from cbbd_spark.bronze.soundness import not_outdated, on_sound
from cbbd_spark.bronze.write import write
from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import data_files, snapshots
from cbbd_spark.lakehouse.commit import known_again
from cbbd_spark.lakehouse.outcome import Outcome

# How many rows an answer has in a table, and a sum that is the same for the same rows in any order.
Digest = tuple[int, int]

_ANSWER, _GONE = "_raw_file", "_gone"


def rebuild(job: Job, selection: Selection) -> Appended:
    """Appends what is not in the table yet, as ever; then corrects the selected answers and removes what never landed.

    A table without data is built whole, whatever is selected. Raises CheckFailed when raw is older than the table.
    """
    has_data = _insist_on_all_of_raw(job)
    appended = append_landed(job)
    if not has_data:
        return appended
    # Read after the appending, so that no answer which landed meanwhile looks as if it never did.
    read = job.landed()
    known = {each.entry.object for each in appended.damaged}
    answers = [n for n in read if n[1].rows and n[1].object not in known and selection.takes(job.endpoint, n[1])]
    others = {entry.object for _, entry in read}
    place = place_of(job.session, job.endpoint) or Place(
        max(number for number, _ in read), {each.entry.object: each.number for each in appended.damaged}
    )

    def correct(sound: list[Numbered]) -> Outcome:
        return _corrected(job, sound, others - {entry.object for _, entry in sound}, place)

    outcome, sound, damaged = on_sound(job.store, answers, correct)
    missed = not_outdated(damaged, sound)
    new = appended.outcome
    both = replace(
        outcome,
        inserted=outcome.inserted + new.inserted,
        unchanged=outcome.unchanged - new.inserted,
        set_aside=new.set_aside + sum(each.entry.rows for each in missed),
    )
    return Appended(both, (*appended.damaged, *missed))


def _insist_on_all_of_raw(job: Job) -> bool:
    """Whether the table has data."""
    if not job.table_exists or snapshots.current(job.session, job.table) is None:
        return False
    place, last = place_of(job.session, job.endpoint), job.last_segment
    if place and place.through > last:
        raise CheckFailed(
            f"{job.table} was made of {place.through} segments of the manifest and raw holds {last}: raw is an older "
            "copy. Restore it, or drop the table to have it made of what there is"
        )
    return True


def _corrected(job: Job, sound: Sequence[Numbered], kept: Collection[str], place: Place) -> Outcome:
    """Compares the sound answers with the table and merges those that differ; `kept` answers are not looked at."""
    with _rows_of(job, sound) as rows:
        due = _digests(rows)
        held = {key: digest for key, digest in _digests(job.session.table(job.table)).items() if key not in kept}
        wrong = [key for key, digest in held.items() if due.get(key) != digest]
        fresh = [key for key, digest in due.items() if held.get(key) != digest]
        read, inserted = sum(count for count, _ in due.values()), sum(due[key][0] for key in fresh)
        deleted = sum(held[key][0] for key in wrong)
        outcome = Outcome(read=read, inserted=inserted, deleted=deleted, unchanged=read - inserted)
        if not (wrong or fresh):
            return outcome
        before = snapshots.current(job.session, job.table)
        source = _named(job, wrong, _GONE).unionByName(
            rows.join(F.broadcast(_named(job, fresh, _ANSWER)), _ANSWER, "left_semi"), allowMissingColumns=True
        )
        with known_again(job.session, job.table, properties={"cbbd.run-id": job.run_id, **place.properties}):
            _replace(job.table, source)
    return outcome.committed(insist_on_rows(job.session, job.table, before, inserted - deleted))


@contextmanager
def _rows_of(job: Job, answers: Sequence[Numbered]) -> Iterator[DataFrame]:
    """What the table is to hold of the answers, read from files that are no part of it and go afterwards."""
    if not answers:
        yield job.session.table(job.table).limit(0)
        return
    files = write(job, answers).files
    try:
        yield job.session.read.parquet(*(file.path for file in files))
    finally:
        data_files.remove(job.session, job.table, files)


def _named(job: Job, answers: Sequence[str], column: str) -> DataFrame:
    return job.session.createDataFrame([(key,) for key in answers], f"{column} STRING")


def _digests(rows: DataFrame) -> dict[str, Digest]:
    """By answer. As JSON, because it writes the names of what is not NULL, at any depth."""
    columns = [name for name in rows.columns if name != "_run_id"]
    row = F.xxhash64(F.to_json(F.struct(*columns))).cast("decimal(20, 0)")
    found = rows.groupBy(_ANSWER).agg(F.count(F.lit(1)), F.sum(row)).collect()
    return {key: (count, int(total)) for key, count, total in found}


def _replace(table: str, source: DataFrame) -> None:
    """Deletes the answers that `_gone` names and inserts the rows in which it is NULL, in one commit."""
    (
        source.alias("s")
        .mergeInto(table, F.expr(f"{table}.{_ANSWER} = s.{_GONE}"))
        .whenMatched()
        .delete()
        .whenNotMatched(F.col(f"s.{_GONE}").isNull())
        .insertAll()
        .merge()
    )

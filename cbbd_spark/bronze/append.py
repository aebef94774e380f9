"""Appends to an endpoint's bronze table what landed since its last commit.

An append cannot be repeated without harm, so the table itself remembers how far it has come: each snapshot carries
the number of the last manifest segment that it holds. A run that was killed before its commit finds the old number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.bronze.parse import parse
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.commit import stamped
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.raw import manifest
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import snake_case

THROUGH = "cbbd.manifest-through"


def append_landed(session: SparkSession, store: RawStore, endpoint: Endpoint, run_id: str) -> Outcome:
    """One commit with the records of every answer that bronze does not hold yet; none if there is none.

    Raises CheckFailed when an object is not what its manifest says, or when not every record arrived.
    """
    table = bronze_table(endpoint)
    numbered = list(manifest.entries(store, endpoint.source, endpoint.name, after=held_through(session, endpoint)))
    answers = [entry for _, entry in numbered if entry.rows]
    if not answers:
        return Outcome()
    for entry in answers:
        _insist_on_checksum(store, entry)
    rescued = Observation()
    rows = _rows(session, store, endpoint, answers, run_id).select(*table.column_names)
    rows = rows.observe(rescued, F.count("_rescued").alias("rescued"))
    before = snapshots.current(session, table.full_name)
    through = max(number for number, _ in numbered)
    with stamped(session, {"cbbd.run-id": run_id, THROUGH: str(through)}):
        rows.writeTo(table.full_name).append()
    after = snapshots.current(session, table.full_name)
    _insist_on_all(session, table.full_name, answers, before, after)
    count = sum(entry.rows for entry in answers)
    return Outcome(read=count, inserted=count, set_aside=rescued.get["rescued"]).committed(after)


def held_through(session: SparkSession, endpoint: Endpoint) -> int:
    """The last manifest segment that the bronze table holds; 0 for none."""
    for snapshot in snapshots.ancestors(session, endpoint.bronze_table):
        if THROUGH in snapshot.summary:
            return snapshot.count(THROUGH)
    return 0


def _insist_on_checksum(store: RawStore, entry: Entry) -> None:
    # A flipped bit must not become a number; the object is kilobytes and is read once more here.
    if hashlib.sha256(store.read(entry.object)).hexdigest() != entry.object_sha256:
        raise CheckFailed(f"{entry.object} is not what its manifest says: restore it, or delete it and ask again")


def _rows(
    session: SparkSession, store: RawStore, endpoint: Endpoint, answers: Sequence[Entry], run_id: str
) -> DataFrame:
    # An answer judged against another contract than today's is judged again, as one with odd records is.
    fingerprint = endpoint.record.fingerprint
    odd = [entry for entry in answers if entry.odd_rows or entry.fingerprint != fingerprint]
    plain = [entry for entry in answers if not entry.odd_rows and entry.fingerprint == fingerprint]
    parts = [
        parse(_lines(session, store, endpoint, part, run_id), endpoint.record, may_be_odd=may_be_odd)
        for part, may_be_odd in ((plain, False), (odd, True))
        if part
    ]
    return parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])


def _lines(
    session: SparkSession, store: RawStore, endpoint: Endpoint, answers: Sequence[Entry], run_id: str
) -> DataFrame:
    lines = session.read.text([store.uri(entry.object) for entry in answers], lineSep="\n").withColumn(
        "_name", F.substring_index("_metadata.file_path", "/", -2)
    )
    # One row per file on the right: the join gives each line the envelope of its answer.
    envelopes = session.createDataFrame([_envelope(endpoint, entry) for entry in answers], _schema(endpoint))
    joined = lines.join(F.broadcast(envelopes), "_name", "inner").drop("_name")
    return joined.withColumn("_fetched_at", F.to_timestamp("_fetched_at")).withColumn("_run_id", F.lit(run_id))


def _envelope(endpoint: Endpoint, entry: Entry) -> tuple[object, ...]:
    asked = tuple(entry.params.get(name) for name in endpoint.from_request)
    name = "/".join(entry.object.rsplit("/", 2)[1:])
    params = json.dumps(entry.params, sort_keys=True)
    return (name, entry.object, entry.request_hash, params, entry.fetched_at, *asked)


def _schema(endpoint: Endpoint) -> str:
    asked = "".join(f", {snake_case(name)} BIGINT" for name in endpoint.from_request)
    return f"_name STRING, _raw_file STRING, _request_hash STRING, _params STRING, _fetched_at STRING{asked}"


def _insist_on_all(
    session: SparkSession,
    table: str,
    answers: Sequence[Entry],
    before: snapshots.Snapshot | None,
    after: snapshots.Snapshot | None,
) -> None:
    landed = sum(entry.rows for entry in answers)
    arrived = after.count("added-records") if after else 0
    if landed == arrived:
        return
    if before is not None:
        catalog = session.conf.get("spark.sql.defaultCatalog")
        session.sql(f"CALL {catalog}.system.rollback_to_snapshot('{table}', {before.id})")
    else:
        # There is no snapshot to go back to: an empty table is made anew by the next run.
        session.sql(f"DROP TABLE {table} PURGE")
    raise CheckFailed(f"{table}: {landed:,} records landed and {arrived:,} arrived; the commit was taken back")

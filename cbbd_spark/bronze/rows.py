"""Stored answers -> the rows that a bronze table holds of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.parse import parse
from cbbd_spark.bronze.place import Numbered
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import snake_case


def rows_of(job: Job, answers: Sequence[Numbered]) -> DataFrame:
    """One row is one record of one of the answers, of which there must be one at least; columns as in the table."""
    endpoint = job.endpoint
    # An answer judged against another contract than today's is judged again, as one with odd records is.
    fingerprint = endpoint.record.fingerprint
    odd = [entry for _, entry in answers if entry.odd_rows or entry.fingerprint != fingerprint]
    plain = [entry for _, entry in answers if not entry.odd_rows and entry.fingerprint == fingerprint]
    parts = [
        parse(_lines(job, part), endpoint.record, may_be_odd=may_be_odd)
        for part, may_be_odd in ((plain, False), (odd, True))
        if part
    ]
    rows = parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])
    return rows.select(*bronze_table(endpoint).column_names)


def _lines(job: Job, answers: Sequence[Entry]) -> DataFrame:
    endpoint = job.endpoint
    lines = job.session.read.text([job.store.uri(entry.object) for entry in answers], lineSep="\n").withColumn(
        "_name", F.substring_index("_metadata.file_path", "/", -2)
    )
    # One row per file on the right: the join gives each line the envelope of its answer.
    envelopes = job.session.createDataFrame([_envelope(endpoint, entry) for entry in answers], _schema(endpoint))
    joined = lines.join(F.broadcast(envelopes), "_name", "inner").drop("_name")
    return joined.withColumn("_fetched_at", F.to_timestamp("_fetched_at")).withColumn("_run_id", F.lit(job.run_id))


def _envelope(endpoint: Endpoint, entry: Entry) -> tuple[object, ...]:
    asked = tuple(entry.params.get(name) for name in endpoint.from_request)
    name = "/".join(entry.object.rsplit("/", 2)[1:])
    params = json.dumps(entry.params, sort_keys=True)
    return (name, entry.object, entry.request_hash, params, entry.fetched_at, *asked)


def _schema(endpoint: Endpoint) -> str:
    asked = "".join(f", {snake_case(name)} BIGINT" for name in endpoint.from_request)
    return f"_name STRING, _raw_file STRING, _request_hash STRING, _params STRING, _fetched_at STRING{asked}"

"""`cbbd_meta.runs`: one row is one step of one run. What a step has read tells the next run what is new."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import cbbd_spark
from cbbd_spark.lakehouse.append import append_rows
from cbbd_spark.lakehouse.snapshots import holds_data
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.pipeline.result import DONE, RunReport
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.META,
    name="runs",
    grain="One row is one step of one run.",
    key=("run_id", "step"),
    columns=(
        Column("run_id", "STRING", "The run; rows that it wrote carry the same in `_run_id`."),
        Column("step", "STRING", "Layer and table."),
        Column("status", "STRING", "`written`, `unchanged`, `up to date`, `failed` or `blocked`."),
        Column("started_at", "TIMESTAMP", "When the step began.", "UTC"),
        Column("seconds", "DOUBLE", "How long it took.", "seconds"),
        Column("seasons", "ARRAY<INT>", "Seasons that the run was asked for; NULL means all."),
        Column("rows_read", "BIGINT", "Rows that the step made of its inputs.", "rows"),
        Column("rows_inserted", "BIGINT", "Rows of new keys.", "rows"),
        Column("rows_updated", "BIGINT", "Rows whose content changed.", "rows"),
        Column("rows_deleted", "BIGINT", "Rows whose key the seasons no longer have.", "rows"),
        Column("rows_unchanged", "BIGINT", "Rows that the table holds already, untouched.", "rows"),
        Column("rows_duplicate", "BIGINT", "Rows that lost to a newer one of their key in the same batch.", "rows"),
        Column("rows_stale", "BIGINT", "Rows older than what the table holds.", "rows"),
        Column("rows_set_aside", "BIGINT", "Rows without a usable key, or records rescued in bronze.", "rows"),
        Column("snapshot_id", "BIGINT", "The table's snapshot after the step; NULL for a table without data."),
        Column("files_written", "BIGINT", "Data files of the commit.", "files"),
        Column("bytes_written", "BIGINT", "Bytes of those files.", "bytes"),
        Column("inputs", "MAP<STRING, BIGINT>", "Snapshots that were read, by table."),
        Column("warnings", "MAP<STRING, BIGINT>", "Rows that break a rule that only warns, by rule."),
        Column("notes", "ARRAY<STRING>", "What a reader should know, as in optional inputs without data."),
        Column("error", "STRING", "Why the step failed."),
        Column("code", "STRING", "Fingerprint of the code that ran."),
    ),
    inputs=(),
)


def code_fingerprint() -> str:
    """Changes with any change of the package: what was made by other code is made again, and compared."""
    digest = hashlib.sha256()
    root = Path(cbbd_spark.__file__).parent
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def remembered(session: SparkSession) -> dict[str, Remembered]:
    """The last good run of each step. Losing it costs a comparison, never a row."""
    if not holds_data(session, TABLE.full_name):
        return {}
    facts = F.struct("inputs", "snapshot_id", "seasons", "code")
    last = (
        session.table(TABLE.full_name)
        .where(F.col("status").isin([status.value for status in DONE]))
        .groupBy("step")
        .agg(F.max_by(facts, "started_at").alias("facts"))
        .collect()
    )
    return {
        row.step: Remembered(
            dict(row.facts.inputs or {}),
            row.facts.snapshot_id,
            None if row.facts.seasons is None else tuple(row.facts.seasons),
            row.facts.code,
        )
        for row in last
    }


def append(session: SparkSession, report: RunReport) -> None:
    """Adds the run's steps, in one commit."""
    values = [
        (
            report.run_id,
            step.step,
            step.status.value,
            step.started_at,
            step.seconds,
            None if report.seasons is None else list(report.seasons),
            step.outcome.read,
            step.outcome.inserted,
            step.outcome.updated,
            step.outcome.deleted,
            step.outcome.unchanged,
            step.outcome.duplicates,
            step.outcome.stale,
            step.outcome.set_aside,
            step.snapshot_id,
            step.outcome.files_written,
            step.outcome.bytes_written,
            dict(step.inputs),
            step.outcome.warnings,
            list(step.notes),
            step.error,
            report.code,
        )
        for step in report.steps
    ]
    append_rows(session, TABLE, values)

"""`cbbd_meta.check_results`: one row is one rule of one table, or between tables, as one run found it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.append import append_rows
from cbbd_spark.lakehouse.outcome import CheckResult
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.META,
    name="check_results",
    grain="One row is one rule of one table, or between tables, as one run found it.",
    key=("run_id", "subject", "check"),
    columns=(
        Column("run_id", "STRING", "The run that looked."),
        Column("subject", "STRING", "Table as in `silver.fct_games`, or `audit` for a rule between tables."),
        Column("check", "STRING", "Name of the rule."),
        Column("severity", "STRING", "`fail` keeps rows from readers, `warn` is only told."),
        Column("status", "STRING", "`passed`, `warned` or `failed`."),
        Column("checked_at", "TIMESTAMP", "When the run looked.", "UTC"),
        Column("rows_checked", "BIGINT", "Rows that the rule was asked of; columns for columns_have_values.", "rows"),
        Column("rows_broken", "BIGINT", "Rows of those that break it.", "rows"),
        Column("example", "STRING", "Key of one row that breaks it, as JSON."),
        Column("snapshot_id", "BIGINT", "The table's snapshot that was judged; NULL where nothing was written."),
    ),
    inputs=(),
)


@dataclass(frozen=True)
class Judged:
    """Results of one table, or of the rules between tables, with the snapshot they are about."""

    subject: str
    results: tuple[CheckResult, ...]
    snapshot_id: int | None = None


def append(session: SparkSession, run_id: str, at: datetime, found: Iterable[Judged]) -> None:
    """Adds what a run found, in one commit."""
    values = [
        (
            run_id,
            judged.subject,
            result.check,
            result.severity.value,
            result.status,
            at,
            result.checked,
            result.broken,
            result.example,
            judged.snapshot_id,
        )
        for judged in found
        for result in judged.results
    ]
    append_rows(session, TABLE, values)

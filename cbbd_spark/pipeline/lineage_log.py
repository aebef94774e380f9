"""`cbbd_meta.lineage`: one row is one input of one write: which snapshot of it, and which seasons, went into which."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.append import append_rows
from cbbd_spark.pipeline.result import Status, StepResult
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.META,
    name="lineage",
    grain="One row is one input of one commit to one table.",
    key=("table_name", "snapshot_id", "input_name"),
    columns=(
        Column("run_id", "STRING", "The run that wrote; rows of that commit carry the same in `_run_id`."),
        Column("table_name", "STRING", "The table that was written, as in `gold.team_power_rankings`."),
        Column("snapshot_id", "BIGINT", "Its snapshot that the commit made."),
        Column("written_at", "TIMESTAMP", "When the step began.", "UTC"),
        Column("input_name", "STRING", "What it was made of: a table, or `raw.<endpoint>`."),
        Column(
            "input_snapshot_id",
            "BIGINT",
            "The input's snapshot that was read, for raw the last manifest segment; NULL where it held nothing.",
        ),
        Column("built_seasons", "ARRAY<INT>", "Seasons that were made again; NULL means all that the inputs hold."),
        Column("n_units", "BIGINT", "Games that were made again within them; NULL means all."),
        Column("touched_seasons", "ARRAY<INT>", "Seasons of which rows were written or deleted; NULL if not told."),
        Column("rows_changed", "BIGINT", "Rows inserted, updated or deleted by the commit.", "rows"),
    ),
    inputs=(),
)


def append(session: SparkSession, run_id: str, steps: Iterable[StepResult]) -> None:
    """Adds the writes of a run, in one commit."""
    values = [
        (
            run_id,
            step.step,
            step.outcome.snapshot_id,
            step.started_at,
            name,
            snapshot,
            None if step.scope.seasons is None else sorted(step.scope.seasons),
            None if step.scope.values is None else len(step.scope.values),
            None if step.outcome.seasons is None else list(step.outcome.seasons),
            step.outcome.inserted + step.outcome.updated + step.outcome.deleted,
        )
        for step in steps
        if step.status is Status.WRITTEN and step.outcome.snapshot_id is not None
        for name, snapshot in step.made_of.items()
    ]
    append_rows(session, TABLE, values)

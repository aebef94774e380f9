"""A lake in a folder of its own, its session, and rows as the project's steps make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.rows import rows_of
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.lakehouse.read import no_rows
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import load
from cbbd_spark.silver import fct_plays
from cbbd_spark.sources.cbbd.plays_date import ENDPOINT
from cbbd_spark.spec.endpoint import Endpoint


@contextmanager
def opened(folder: Path) -> Iterator[SparkSession]:
    session = open_session(load(environment={"CBBD_LAKE": str(folder)}), app="bench")
    try:
        create_databases(session)
        yield session
    finally:
        session.stop()


def silver_plays(session: SparkSession, raw: Path) -> DataFrame:
    """What the silver step makes of all plays that landed, with `_observed_at`."""
    job = Job(session, FolderStore(raw), ENDPOINT, "bench")
    others = [bronze_table(each) for each in fct_plays.TABLE.optional_inputs if isinstance(each, Endpoint)]
    return fct_plays.build(rows_of(job, job.landed()), *(no_rows(session, each) for each in others))

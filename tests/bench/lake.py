"""A lake in a folder of its own, its session, and rows as the project's steps make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.table import bronze_table
from cbbd_spark.bronze.write import write
from cbbd_spark.lakehouse.ddl import create_databases, declared_schema, ensure
from cbbd_spark.lakehouse.read import no_rows
from cbbd_spark.lakehouse.row_hash import row_hash
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import load
from cbbd_spark.silver import fct_plays
from cbbd_spark.sources.cbbd.plays_date import ENDPOINT
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import ROW_HASH, RUN_ID, UPDATED_AT, Table


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
    ensure(session, bronze_table(ENDPOINT))
    bronze = session.read.parquet(*(file.path for file in write(job, job.landed()).files))
    return fct_plays.build(bronze, *(no_rows(session, each) for each in others))


def loaded(session: SparkSession, table: Table, rows: DataFrame, properties: Mapping[str, str] | None = None) -> Table:
    """Appends rows as the writer would, for less than it: none of them is there yet, and each comes once."""
    ensure(session, table)
    if properties:
        pairs = ", ".join(f"'{key}'='{value}'" for key, value in properties.items())
        session.sql(f"ALTER TABLE {table.full_name} SET TBLPROPERTIES ({pairs})")
    stamps = {
        RUN_ID.name: F.lit("season"),
        UPDATED_AT.name: F.current_timestamp(),
        ROW_HASH.name: row_hash(declared_schema(table).fields),
    }
    columns = [stamps.get(column.name, F.col(column.name)).alias(column.name) for column in table.all_columns]
    rows.select(*columns).writeTo(table.full_name).append()
    return table

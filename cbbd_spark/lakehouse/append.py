"""Adds rows that a process has made to a table that only grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.commit import known_again
from cbbd_spark.lakehouse.ddl import declared_schema, ensure
from cbbd_spark.spec.table import Table


def append_rows(session: SparkSession, table: Table, values: Sequence[tuple[Any, ...]]) -> None:
    """Adds the rows, in the order of the declared columns, in one commit; without rows there is none."""
    if values:
        ensure(session, table)
        rows = session.createDataFrame(values, declared_schema(table)).coalesce(1)
        with known_again(session, table.full_name):
            rows.writeTo(table.full_name).append()

"""Frames for tests: bronze rows out of records as the API sends them, table rows out of plain dictionaries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.bronze.parse import parse
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import snake_case
from cbbd_spark.spec.table import Table

FETCHED_AT = "2025-11-01T12:00:00Z"


def bronze(
    spark: SparkSession,
    endpoint: Endpoint,
    records: Iterable[Mapping[str, Any]],
    *,
    fetched_at: str = FETCHED_AT,
    params: Mapping[str, Any] | None = None,
) -> DataFrame:
    """Bronze rows of one answer of `endpoint`, by the real parser; keys that a record lacks are NULL."""
    lines = _lines(spark, (json.dumps(record) for record in records))
    asked = {name: (params or {}).get(name) for name in endpoint.from_request}
    envelope = {
        "_raw_file": F.lit(f"{endpoint.name}/{asked}/{fetched_at}"),
        "_fetched_at": F.lit(fetched_at).cast("timestamp"),
        "_params": F.lit(json.dumps(dict(params or {}), sort_keys=True)),
    }
    columns = {snake_case(name): F.lit(value).cast("bigint") for name, value in asked.items()}
    return parse(lines, endpoint.record, may_be_odd=False).withColumns(columns | envelope)


def rows(spark: SparkSession, table: Table, values: Iterable[Mapping[str, Any]]) -> DataFrame:
    """Rows of `table` with its declared columns; those that a dictionary lacks are NULL.

    Values are given as JSON would hold them: dates and timestamps as texts.
    """
    schema = ", ".join(f"`{column.name}` {column.type}" for column in table.all_columns)
    unknown = {name for row in values for name in row} - {column.name for column in table.all_columns}
    if unknown:
        raise ValueError(f"{table.full_name} has no column {', '.join(sorted(unknown))}")
    lines = _lines(spark, (json.dumps(dict(row)) for row in values))
    return lines.select(F.from_json("value", schema, {"mode": "FAILFAST"}).alias("row")).select("row.*")


def _lines(spark: SparkSession, texts: Iterable[str]) -> DataFrame:
    # Written into the query, because a frame made of Python objects is a job with Python workers.
    values = ", ".join(f"(X'{text.encode().hex()}')" for text in texts)
    source = f"VALUES {values}" if values else "VALUES (X'') LIMIT 0"
    return spark.sql(f"SELECT CAST(col1 AS STRING) AS value FROM ({source})")  # noqa: S608

"""Frames for tests: bronze rows out of records as the API sends them, table rows out of plain dictionaries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from cbbd_spark.bronze.parse import RECORD_HASH, RESCUED, parse
from cbbd_spark.bronze.schema import bronze_schema
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
    lines = [json.dumps(record).encode() for record in records]
    asked = {name: (params or {}).get(name) for name in endpoint.from_request}
    envelope = {
        "_raw_file": F.lit(f"{endpoint.name}/{asked}/{fetched_at}"),
        "_fetched_at": F.lit(fetched_at).cast("timestamp"),
        "_params": F.lit(json.dumps(dict(params or {}), sort_keys=True)),
    }
    columns = {snake_case(name): F.lit(value).cast("bigint") for name, value in asked.items()}
    return parsed(spark, endpoint, lines).withColumns(columns | envelope)


def parsed(spark: SparkSession, endpoint: Endpoint, lines: Sequence[bytes]) -> DataFrame:
    """The record's own columns of lines that conform, by the real parser."""
    rows = parse(lines, endpoint.record, may_be_odd=False)
    record = bronze_schema(endpoint.record)
    hidden = T.StructType().add(RECORD_HASH, T.LongType()).add(RESCUED, T.StringType())
    return spark.createDataFrame(rows, T.StructType([*record.fields, *hidden.fields]))


def rows(spark: SparkSession, table: Table, values: Iterable[Mapping[str, Any]]) -> DataFrame:
    """Rows of `table` with its declared columns; those that a dictionary lacks are NULL.

    Values are given as JSON would hold them: dates and timestamps as texts.
    """
    schema = ", ".join(f"`{column.name}` {column.type}" for column in table.all_columns)
    unknown = {name for row in values for name in row} - {column.name for column in table.all_columns}
    if unknown:
        raise ValueError(f"{table.full_name} has no column {', '.join(sorted(unknown))}")
    # Written into the query, because a frame made of Python objects is a job with Python workers.
    texts = ", ".join(f"(X'{json.dumps(dict(row)).encode().hex()}')" for row in values)
    source = f"VALUES {texts}" if texts else "VALUES (X'') LIMIT 0"
    lines = spark.sql(f"SELECT CAST(col1 AS STRING) AS value FROM ({source})")  # noqa: S608
    return lines.select(F.from_json("value", schema, {"mode": "FAILFAST"}).alias("row")).select("row.*")

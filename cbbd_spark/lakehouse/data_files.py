"""Data files that are not made by Spark's own writers: what they must look like, and the commit that adds them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.java_class import java_class
from cbbd_spark.lakehouse.snapshots import loaded

# By it a file's column is known, whatever its name.
_FIELD_ID = b"PARQUET:field_id"
_ARROW: dict[str, pa.DataType] = {
    "long": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
    "timestamptz": pa.timestamp("us", "UTC"),
}


@dataclass(frozen=True)
class DataFile:
    """A Parquet file that nothing refers to yet. partition: as in `_fetched_at_month=660`."""

    path: str
    partition: str


def file_schema(session: SparkSession, table: str) -> pa.Schema:
    """The table's columns as its files have them. KeyError for a type that bronze has not."""
    parser = java_class(session, "org.apache.iceberg.SchemaParser")
    columns = json.loads(parser.toJson(loaded(session, table).schema()))
    return pa.schema([_field(one) for one in columns["fields"]])


def folder(session: SparkSession, table: str, partition: str) -> str:
    """Where files of a partition belong, as a URI."""
    return str(loaded(session, table).locationProvider().newDataLocation(f"{partition}/_")).removesuffix("/_")


def append(session: SparkSession, table: str, files: Collection[DataFile], properties: Mapping[str, str]) -> None:
    """One commit that adds the files, with `properties` in its summary."""
    iceberg = loaded(session, table)
    commit = iceberg.newAppend()
    for file in files:
        commit.appendFile(_described(session, iceberg, file))
    for key, value in properties.items():
        commit.set(key, value)
    commit.commit()


def remove(session: SparkSession, table: str, files: Collection[DataFile]) -> None:
    """Of files that nothing refers to."""
    io = loaded(session, table).io()
    for file in files:
        io.deleteFile(file.path)


def _described(session: SparkSession, iceberg: Any, file: DataFile) -> Any:
    stored = iceberg.io().newInputFile(file.path)
    config = java_class(session, "org.apache.iceberg.MetricsConfig").forTable(iceberg)
    metrics = java_class(session, "org.apache.iceberg.parquet.ParquetUtil").fileMetrics(stored, config)
    builder = java_class(session, "org.apache.iceberg.DataFiles").builder(iceberg.spec())
    described = builder.withInputFile(stored).withMetrics(metrics)
    return described.withPartitionPath(file.partition).build()


def _field(one: Mapping[str, Any]) -> pa.Field:
    return pa.field(one["name"], _type(one["type"]), metadata=_known_by(one["id"]))


def _type(told: Any) -> pa.DataType:
    if isinstance(told, str):
        return _ARROW[told]
    if told["type"] == "list":
        return pa.list_(pa.field("element", _type(told["element"]), metadata=_known_by(told["element-id"])))
    return pa.struct([_field(one) for one in told["fields"]])


def _known_by(number: int) -> dict[bytes, bytes]:
    return {_FIELD_ID: str(number).encode()}

"""Creates tables from their specs, and adds the columns that a spec has gained."""

from __future__ import annotations

from typing import cast

from pyspark.sql import SparkSession
from pyspark.sql import types as T

import cbbd_spark
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse.snapshots import exists, loaded
from cbbd_spark.spec.table import Column, Layer, Table

# Said once, when the table is made: Iceberg keeps it beside the properties. Athena reads no version 3, and there is no
# way back.
_FORMAT = {"format-version": "2"}
_PROPERTIES = {
    "write.parquet.compression-codec": "zstd",
    # Two writers of one new key must not both win.
    "write.delete.isolation-level": "serializable",
    "write.update.isolation-level": "serializable",
    "write.merge.isolation-level": "serializable",
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "50",
    # A commit's summary then names the seasons that it touched, and what depends on the table rebuilds no others.
    "write.summary.partition-limit": "500",
}
# The version of the code that wrote last: older code must not undo what newer code knows.
_WRITER = "cbbd.writer-version"
# In bronze each task writes what it parsed: a batch is of one month, and to gather it in one task would cost a shuffle
# and all cores but one. Elsewhere a season's few rows are gathered in few files; by range, which is the default of a
# sorted table, would make every row twice, once for a sample, and count it twice.
_DISTRIBUTION = "write.distribution-mode"


def create_databases(session: SparkSession) -> None:
    """One database per layer."""
    for layer in Layer:
        session.sql(f"CREATE DATABASE IF NOT EXISTS cbbd_{layer.value}")


def ensure(session: SparkSession, table: Table) -> None:
    """Makes the table exist with the declared columns; existing rows stay as they are.

    A column that a specification of silver or gold no longer has is dropped: it would be NULL in every new row, and
    the rows that had it can be made again. Of bronze nothing is ever dropped.

    Raises ConfigurationError when a column exists with another type, which is a migration and not an addition, and when
    newer code than this has written the table.
    """
    if not exists(session, table.full_name):
        session.sql(create_statement(table))
        if table.sort:
            session.sql(f"ALTER TABLE {table.full_name} WRITE LOCALLY ORDERED BY {', '.join(table.sort)}")
        return
    _insist_on_no_newer_writer(session, table)
    _evolve(session, table)


def create_statement(table: Table) -> str:
    """The table's DDL."""
    columns = ",\n  ".join(_definition(column) for column in table.all_columns)
    partition = f"\nPARTITIONED BY ({', '.join(table.partition)})" if table.partition else ""
    properties = ", ".join(f"'{key}'='{value}'" for key, value in (_FORMAT | _properties(table)).items())
    return (
        f"CREATE TABLE IF NOT EXISTS {table.full_name} (\n  {columns}\n) USING iceberg{partition}\n"
        f"COMMENT {_text(table.grain)}\nTBLPROPERTIES ({properties})"
    )


def _properties(table: Table) -> dict[str, str]:
    mode = "none" if table.layer is Layer.BRONZE else "hash"
    return {**_PROPERTIES, _DISTRIBUTION: mode, _WRITER: cbbd_spark.__version__}


def declared_schema(table: Table) -> T.StructType:
    """The declared columns, without those of the machinery, as Spark types."""
    return _parse_ddl(table.columns)


def _parse_ddl(columns: tuple[Column, ...]) -> T.StructType:
    schema = T.DataType.fromDDL(", ".join(f"`{column.name}` {column.type}" for column in columns))
    return cast("T.StructType", schema)


def _insist_on_no_newer_writer(session: SparkSession, table: Table) -> None:
    written = loaded(session, table.full_name).properties().get(_WRITER)
    if written and _numbers(written) > _numbers(cbbd_spark.__version__):
        raise ConfigurationError(
            f"{table.full_name} was written by version {written}, this is {cbbd_spark.__version__}: use the newer one"
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _evolve(session: SparkSession, table: Table) -> None:
    there = {field.name: field.dataType for field in session.table(table.full_name).schema.fields}
    for column, field in zip(table.all_columns, _parse_ddl(table.all_columns).fields, strict=True):
        if column.name not in there:
            session.sql(f"ALTER TABLE {table.full_name} ADD COLUMN {_definition(column)}")
        elif there[column.name].simpleString() != field.dataType.simpleString():
            raise ConfigurationError(
                f"{table.full_name}.{column.name} is {there[column.name].simpleString()} in the lake and "
                f"{field.dataType.simpleString()} in its spec: rebuild the table (drop it; raw and bronze stay)"
            )
    for name in sorted(there.keys() - {column.name for column in table.all_columns}):
        if table.layer in (Layer.SILVER, Layer.GOLD):
            session.sql(f"ALTER TABLE {table.full_name} DROP COLUMN `{name}`")
    _set_properties(session, table)


def _set_properties(session: SparkSession, table: Table) -> None:
    there = loaded(session, table.full_name).properties()
    missing = {key: value for key, value in _properties(table).items() if there.get(key) != value}
    if missing:
        values = ", ".join(f"'{key}'='{value}'" for key, value in missing.items())
        session.sql(f"ALTER TABLE {table.full_name} SET TBLPROPERTIES ({values})")


def _definition(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"`{column.name}` {column.type} COMMENT {_text(column.doc + unit)}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"

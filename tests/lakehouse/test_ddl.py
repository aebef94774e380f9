"""A table grows with its specification, and older code does not write over what newer code has written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.snapshots import loaded
from cbbd_spark.spec.table import Column
from tests.lakehouse.things import held, made, put

pytestmark = pytest.mark.spark


def test_a_column_that_the_specification_has_gained_is_added_and_old_rows_stay(spark: SparkSession) -> None:
    table = made(spark)
    put(spark, table, {"thing_id": 1, "a": "x"})
    grown = replace(table, columns=(*table.columns, Column("b", "STRING", "More.")))
    ensure(spark, grown)
    put(spark, grown, {"thing_id": 2, "b": "y"})
    assert [tuple(row) for row in spark.table(table.full_name).select("a", "b").orderBy("thing_id").collect()] == [
        ("x", None),
        (None, "y"),
    ]


def test_a_column_that_the_specification_has_lost_is_dropped_and_the_table_can_be_written(spark: SparkSession) -> None:
    table = made(spark)
    put(spark, table, {"thing_id": 1, "a": "x", "game_id": 7})
    less = replace(table, columns=tuple(column for column in table.columns if column.name != "game_id"))
    ensure(spark, less)
    assert put(spark, less, {"thing_id": 1, "a": "y"}, {"thing_id": 2}).updated == 1
    assert "game_id" not in spark.table(table.full_name).columns


def test_a_column_of_another_type_is_a_migration_and_refused(spark: SparkSession) -> None:
    table = made(spark)
    other = tuple(Column("a", "INT", "A value.") if column.name == "a" else column for column in table.columns)
    with pytest.raises(ConfigurationError, match="rebuild the table"):
        ensure(spark, replace(table, columns=other))


def test_what_newer_code_has_written_is_not_written_by_older_code(spark: SparkSession) -> None:
    table = made(spark)
    spark.sql(f"ALTER TABLE {table.full_name} SET TBLPROPERTIES ('cbbd.writer-version'='99.0.0')")
    with pytest.raises(ConfigurationError, match=r"99\.0\.0"):
        ensure(spark, table)
    spark.sql(f"ALTER TABLE {table.full_name} SET TBLPROPERTIES ('cbbd.writer-version'='0.0.1')")
    ensure(spark, table)
    put(spark, table, {"thing_id": 1})
    assert held(spark, table) == [(1, 2025, None)]


def test_without_the_writer_s_version_older_code_drops_what_newer_code_has_added(spark: SparkSession) -> None:
    table = made(spark)
    ensure(spark, replace(table, columns=(*table.columns, Column("b", "STRING", "More."))))
    spark.sql(f"ALTER TABLE {table.full_name} SET TBLPROPERTIES ('cbbd.writer-version'='99.0.0')")
    with pytest.raises(ConfigurationError):
        ensure(spark, table)
    assert "b" in spark.table(table.full_name).columns
    spark.sql(f"ALTER TABLE {table.full_name} UNSET TBLPROPERTIES ('cbbd.writer-version')")
    ensure(spark, table)
    assert "b" not in spark.table(table.full_name).columns


def test_a_table_of_an_earlier_version_gets_the_properties_of_today(spark: SparkSession) -> None:
    table = made(spark)
    spark.sql(f"ALTER TABLE {table.full_name} UNSET TBLPROPERTIES ('write.summary.partition-limit')")
    ensure(spark, table)
    shown = {row[0]: row[1] for row in spark.sql(f"SHOW TBLPROPERTIES {table.full_name}").collect()}
    assert shown["write.summary.partition-limit"] == "500"


def test_a_table_that_is_as_declared_is_not_written(spark: SparkSession) -> None:
    """Each commit of properties would be one more metadata file, for each table and run."""
    table = made(spark)
    before = loaded(spark, table.full_name).operations().current().metadataFileLocation()
    ensure(spark, table)
    assert loaded(spark, table.full_name).operations().current().metadataFileLocation() == before

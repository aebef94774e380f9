"""What a build gave, made ready to be compared and written: as declared, with its hash, and by whom."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse.ddl import declared_schema
from cbbd_spark.lakehouse.row_hash import row_hash
from cbbd_spark.spec.table import IS_PART, OBSERVED_AT, ROW_HASH, RUN_ID, UPDATED_AT, Layer, Table


def prepared(table: Table, built: DataFrame) -> DataFrame:
    """The declared columns with the row's hash. CheckFailed when `build()` gave other columns or types."""
    declared = declared_schema(table)
    carries_time = OBSERVED_AT.name in built.columns
    names = [name for name in built.columns if name not in (OBSERVED_AT.name, IS_PART)]
    if names != list(table.column_names):
        raise CheckFailed(f"{table.step}: build() gave the columns {names}, declared are {list(table.column_names)}")
    wrong = [
        f"{name} is {built.schema[name].dataType.simpleString()}, declared {field.dataType.simpleString()}"
        for name, field in zip(names, declared.fields, strict=True)
        if built.schema[name].dataType.simpleString() != field.dataType.simpleString()
    ]
    if wrong:
        raise CheckFailed(f"{table.step}: build() gave other types: {'; '.join(wrong)}")
    columns: list[Column | str] = [*table.column_names, row_hash(declared.fields).alias(ROW_HASH.name)]
    if table.layer is Layer.SILVER:
        observed = F.col(OBSERVED_AT.name) if carries_time else F.lit(None).cast("timestamp")
        columns.append(observed.alias(OBSERVED_AT.name))
    if table.replace_scope:
        columns.append(F.col(IS_PART) if IS_PART in built.columns else F.lit(False).alias(IS_PART))
    return built.select(*columns)


def written_by(table: Table, changes: DataFrame, run_id: str, *more: str) -> DataFrame:
    """All columns of the table, with the run and the moment, and `more` beside them."""
    stamps = {RUN_ID.name: F.lit(run_id), UPDATED_AT.name: F.current_timestamp()}
    columns = [stamps.get(column.name, F.col(column.name)).alias(column.name) for column in table.all_columns]
    return changes.select(*columns, *more)

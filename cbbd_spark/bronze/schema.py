"""From the shape of a record to types: Arrow's to parse it with, and Spark's to declare its table with."""

from __future__ import annotations

import pyarrow as pa
from pyspark.sql import types as T

from cbbd_spark.spec.record import Array, Object, Scalar, Type

_ARROW: dict[Scalar, pa.DataType] = {
    Scalar.INTEGER: pa.int64(),
    Scalar.NUMBER: pa.float64(),
    Scalar.BOOLEAN: pa.bool_(),
    Scalar.STRING: pa.string(),
    # As text, and read afterwards: there are more ways to write a moment than Arrow knows.
    Scalar.TIMESTAMP: pa.string(),
}
_SPARK: dict[Scalar, T.DataType] = {
    Scalar.INTEGER: T.LongType(),
    Scalar.NUMBER: T.DoubleType(),
    Scalar.BOOLEAN: T.BooleanType(),
    Scalar.STRING: T.StringType(),
    Scalar.TIMESTAMP: T.TimestampType(),
}


def parse_schema(record: Object) -> pa.Schema:
    """What the JSON is parsed with: the API's names, timestamps as text."""
    return pa.schema(_arrow(record, in_lake=False).fields)


def kept_schema(record: Object) -> pa.Schema:
    """The same under the lake's names."""
    return pa.schema(_arrow(record, in_lake=True).fields)


def bronze_schema(record: Object) -> T.StructType:
    """What bronze keeps: the same fields in the same order under snake_case names, timestamps as timestamps."""
    return T.StructType([T.StructField(field.column, _spark(field.type)) for field in record.fields])


def _arrow(shape: Type, *, in_lake: bool) -> pa.DataType:
    if isinstance(shape, Scalar):
        return _ARROW[shape]
    if isinstance(shape, Array):
        return pa.list_(_arrow(shape.items, in_lake=in_lake))
    fields = shape.fields
    return pa.struct([(one.column if in_lake else one.name, _arrow(one.type, in_lake=in_lake)) for one in fields])


def _spark(shape: Type) -> T.DataType:
    if isinstance(shape, Scalar):
        return _SPARK[shape]
    if isinstance(shape, Array):
        return T.ArrayType(_spark(shape.items))
    return bronze_schema(shape)

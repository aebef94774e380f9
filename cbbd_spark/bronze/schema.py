"""From the shape of a record to Spark types, under the API's names (to parse) and under the lake's (to keep)."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import types as T

from cbbd_spark.spec.record import Array, Field, Object, Scalar, Type

# A timestamp is parsed as text and cast afterwards: Spark's JSON reader takes epoch numbers for seconds.
_PARSED: dict[Scalar, T.DataType] = {
    Scalar.INTEGER: T.LongType(),
    Scalar.NUMBER: T.DoubleType(),
    Scalar.BOOLEAN: T.BooleanType(),
    Scalar.STRING: T.StringType(),
    Scalar.TIMESTAMP: T.StringType(),
}
_KEPT = _PARSED | {Scalar.TIMESTAMP: T.TimestampType()}


def parse_schema(record: Object) -> T.StructType:
    """What the JSON is parsed with: the API's names, timestamps as text."""
    return _struct(record, _PARSED, lambda field: field.name)


def bronze_schema(record: Object) -> T.StructType:
    """What bronze keeps: the same fields in the same order under snake_case names, timestamps as timestamps."""
    return _struct(record, _KEPT, lambda field: field.column)


def _struct(record: Object, scalars: dict[Scalar, T.DataType], name: Callable[[Field], str]) -> T.StructType:
    return T.StructType([T.StructField(name(field), _type(field.type, scalars, name)) for field in record.fields])


def _type(shape: Type, scalars: dict[Scalar, T.DataType], name: Callable[[Field], str]) -> T.DataType:
    if isinstance(shape, Scalar):
        return scalars[shape]
    if isinstance(shape, Array):
        return T.ArrayType(_type(shape.items, scalars, name))
    return _struct(shape, scalars, name)

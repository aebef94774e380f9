"""Lines of raw objects -> typed rows."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from cbbd_spark.bronze.schema import bronze_schema, parse_schema
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.spec.record import Field, Object, Scalar

_CORRUPT = "_corrupt_record"


def parse(lines: DataFrame, record: Object, *, may_be_odd: bool) -> DataFrame:
    """Adds the record's columns, `_record_hash` and `_rescued` to `lines`, whose column `value` it drops.

    `_rescued` holds, as a JSON object by path, what the contract does not know or cannot type; NULL for a record
    that conforms. Lines of answers that were judged to conform at landing skip the judgement (`may_be_odd=False`):
    Spark's reader and the judge agree on what conforms, and a line on which they did not would be rescued whole, as
    one with a text of more than 20 million letters is. Of moments Spark knows fewer than the judge: see `_moment`.
    """
    hashed = lines.withColumn("_record_hash", F.xxhash64("value"))
    judged = _cleaned(hashed, record) if may_be_odd else hashed.withColumn("_rescued", F.lit(None).cast("string"))
    schema = T.StructType([*parse_schema(record).fields, T.StructField(_CORRUPT, T.StringType())])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": _CORRUPT}
    parsed = judged.withColumn("_parsed", F.from_json("value", schema, options))
    carried = [name for name in judged.columns if name not in ("value", "_rescued")]
    rescued = _joined(_rescued(F.col(f"_parsed.{_CORRUPT}")), _no_moments(record))
    return parsed.select(*_columns(record), *carried, rescued.alias("_rescued"))


def _columns(record: Object) -> list[Column]:
    # A cast from struct to struct goes by position: that is what renames the nested fields.
    kept = bronze_schema(record)
    return [_kept(field, kept[field.column].dataType).alias(field.column) for field in record.fields]


def _kept(field: Field, kind: T.DataType) -> Column:
    return _moment(field) if field.type is Scalar.TIMESTAMP else _sent(field).cast(kind)


def _sent(field: Field) -> Column:
    return F.col(f"_parsed.`{field.name}`")


def _moment(field: Field) -> Column:
    """The moment; NULL for what RFC 3339 allows and Spark does not, or nobody can read.

    A zone more than 18 hours off would end the job, and a year 10000 in UTC whoever reads it by Python.
    """
    # RFC 3339 allows a small t and z, the judge does, and Spark's cast does not.
    moment = F.upper(_sent(field)).try_cast("timestamp")
    return F.when(F.year(moment).between(1, 9999), moment)


def _no_moments(record: Object) -> Column:
    """A JSON object of those texts that `_moment` makes NULL of; NULL when there are none."""
    lost = {
        field.name: F.when(_sent(field).isNotNull() & _moment(field).isNull(), _sent(field))
        for field in record.fields
        if field.type is Scalar.TIMESTAMP
    }
    if not lost:
        return F.lit(None).cast("string")
    is_any = reduce(Column.__or__, (each.isNotNull() for each in lost.values()))
    return F.when(is_any, F.to_json(F.struct(*(each.alias(name) for name, each in lost.items()))))


def _joined(one: Column, other: Column) -> Column:
    """Two JSON objects as one; NULL is none."""
    both = F.concat(F.substring(one, 1, F.length(one) - 1), F.lit(","), F.substring(other, 2, F.length(other)))
    return F.coalesce(both, one, other)


def _rescued(corrupt: Column) -> Column:
    whole = F.to_json(F.struct(corrupt.alias("_record")))
    return F.coalesce(F.col("_rescued"), F.when(corrupt.isNotNull(), whole))


def _cleaned(lines: DataFrame, record: Object) -> DataFrame:
    # The one Python function in the way of the data: it takes a record apart field by field, which no expression
    # of Spark can, and it runs for answers that do not conform only.
    conformity: list[Conformity] = []

    def clean(line: str) -> tuple[str, str | None]:
        if not conformity:
            conformity.append(Conformity(record))
        return conformity[0].clean(line)

    as_struct = F.udf(clean, "struct<value string, rescued string>", useArrow=True)
    return (
        lines.withColumn("_clean", as_struct("value"))
        .withColumn("value", F.col("_clean.value"))
        .withColumn("_rescued", F.col("_clean.rescued"))
        .drop("_clean")
    )

"""Standard scores within a group, summed in a fixed order, so that a rerun gives the same double."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import ratio


def with_standard_score(rows: DataFrame, value: str, score: str, group: str, order: str) -> DataFrame:
    """Adds `score`, (value - mean) / population standard deviation over the rows of `group` that have a value.

    `order` is unique within `group`. NULL without a value and where all values are equal.
    """
    pair = F.when(F.col(value).isNotNull(), F.struct(F.col(order).alias("order"), F.col(value).alias("value")))
    pairs = F.collect_list(pair).over(Window.partitionBy(group))
    return (
        rows.withColumn("_values", F.transform(F.array_sort(pairs), lambda one: one["value"]))
        .withColumn("_mean", _mean(F.col("_values")))
        .withColumn("_deviation", _population_deviation(F.col("_values"), F.col("_mean")))
        .withColumn(score, ratio(F.col(value) - F.col("_mean"), F.col("_deviation")))
        .drop("_values", "_mean", "_deviation")
    )


def _population_deviation(values: Column, mean: Column) -> Column:
    variance = _mean(F.transform(values, lambda one: (one - mean) * (one - mean)))
    # Equal values can have a mean that differs from them in the last digit.
    return F.when(F.array_max(values) > F.array_min(values), F.sqrt(variance))


def _mean(values: Column) -> Column:
    return ratio(F.aggregate(values, F.lit(0.0), lambda total, one: total + one), F.size(values))

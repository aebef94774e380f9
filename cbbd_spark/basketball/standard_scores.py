"""Standard scores within a group, summed in a fixed order, so that a rerun gives the same double."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import ratio


def with_standard_scores(rows: DataFrame, scores: Mapping[str, str], group: str, order: str) -> DataFrame:
    """Adds for each `value: score` of `scores` the score, (value - mean) / population standard deviation.

    Both are over the rows of `group` that have a value; `order` is unique within `group`. NULL without a value and
    where all values are equal.
    """
    # All rows of a group at once, because a window would make mean and deviation anew for each of them.
    in_order = F.array_sort(F.collect_list(F.struct(F.col(order).alias("_order"), *rows.columns)))
    groups = rows.groupBy(group).agg(in_order.alias("_rows"))
    values, means, deviations = ([f"_{what}_{value}" for value in scores] for what in ("of", "mean", "deviation"))
    groups = groups.withColumns({name: _known(value) for name, value in zip(values, scores, strict=True)})
    groups = groups.withColumns({mean: _mean(F.col(of)) for mean, of in zip(means, values, strict=True)})
    spread = (_population_deviation(F.col(of), F.col(mean)) for of, mean in zip(values, means, strict=True))
    groups = groups.withColumns(dict(zip(deviations, spread, strict=True)))
    told = groups.select(*means, *deviations, F.explode("_rows").alias("_row"))
    return told.select(
        *(F.col(f"_row.{name}").alias(name) for name in rows.columns),
        *(
            ratio(F.col(f"_row.{value}") - F.col(mean), F.col(deviation)).alias(score)
            for (value, score), mean, deviation in zip(scores.items(), means, deviations, strict=True)
        ),
    )


def _known(value: str) -> Column:
    """The values in the rows of a group that have one, in their order."""
    return F.filter(F.transform("_rows", lambda row: row[value]), lambda one: one.isNotNull())


def _population_deviation(values: Column, mean: Column) -> Column:
    variance = _mean(F.transform(values, lambda one: (one - mean) * (one - mean)))
    # Equal values can have a mean that differs from them in the last digit.
    return F.when(F.array_max(values) > F.array_min(values), F.sqrt(variance))


def _mean(values: Column) -> Column:
    return ratio(F.aggregate(values, F.lit(0.0), lambda total, one: total + one), F.size(values))

"""Judges rows by a table's declared rules, a key by the whole table, and references by what they lead to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.outcome import COLUMNS_HAVE_VALUES, CheckResult
from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import Reference, Table

READ, WITHOUT_KEY = "_read", "_without_key"
KEY_IS_UNIQUE = "key_is_unique"
Targets = Callable[[Table], DataFrame]
_EXAMPLE, _FILLED = "_example:", "_filled:"
# So many keys are some megabytes, which each task may have.
FITS_EVERYWHERE = 100_000


def has_key(table: Table) -> Column:
    """No column of the key is NULL."""
    return all_known(table.key)


def all_known(names: Sequence[str]) -> Column:
    """None of the columns is NULL."""
    return reduce(Column.__and__, (F.col(name).isNotNull() for name in names), F.lit(True))


def row_metrics(table: Table, *, is_whole: bool) -> list[Column]:
    """What to count in a pass over rows, for `row_results`; of a whole table also which columns hold anything."""
    metrics = [F.count(F.lit(1)).alias(READ), F.count_if(~has_key(table)).alias(WITHOUT_KEY)]
    for check in table.checks:
        is_broken = f"NOT ({check.holds})"
        metrics.append(F.expr(f"count_if({is_broken})").alias(check.name))
        metrics.append(_example(table, is_broken).alias(_EXAMPLE + check.name))
    if is_whole:
        metrics += [F.count(name).alias(_FILLED + name) for name in _may_be_null(table)]
    return metrics


def row_results(table: Table, metrics: Mapping[str, Any]) -> tuple[CheckResult, ...]:
    """One result per declared check, and one on columns without any value if they were counted."""
    read = int(metrics.get(READ) or 0)
    results = [
        CheckResult(
            check.name, check.severity, read, int(metrics.get(check.name) or 0), metrics.get(_EXAMPLE + check.name)
        )
        for check in table.checks
    ]
    counted = [name for name in _may_be_null(table) if _FILLED + name in metrics]
    if read and counted:
        empty = [name for name in counted if not metrics[_FILLED + name]]
        example = json.dumps(empty) if empty else None
        results.append(CheckResult(COLUMNS_HAVE_VALUES, Severity.WARN, len(counted), len(empty), example))
    return tuple(results)


def keys_of(table: Table, which: Column) -> Column:
    """All keys of the rows for which `which` is TRUE as one number, by which `key_result` knows them again."""
    return F.bit_xor(F.when(which, F.xxhash64(*table.key)))


def key_result(
    table: Table,
    rows: DataFrame,
    touched: DataFrame | None,
    between: tuple[Any, Any] | None = None,
    told: tuple[int, int] | None = None,
) -> CheckResult:
    """Whether a key of `touched` (None: any key) stands in more than one of `rows`.

    `between`: lowest and highest value of the key's first column in `touched`; looked up if not said. `told`: how many
    rows `touched` has, a key each, and `keys_of` them: where the table has just as many and the same, none is twice.
    """
    keys = rows.select(*table.key)
    if touched is not None:
        leading = table.key[0]
        low, high = between or touched.agg(F.min(leading), F.max(leading)).first() or (None, None)
        # Files whose keys lie elsewhere are not opened.
        wanted = touched.select(*table.key)
        # Spark only guesses how many there are, and would shuffle the table's keys.
        wanted = F.broadcast(wanted) if told and told[0] <= FITS_EVERYWHERE else wanted
        keys = keys.where(F.col(leading).between(F.lit(low), F.lit(high))).join(wanted, list(table.key), "semi")
        # Without a group for each key nothing has to be shuffled.
        if told and told == tuple(keys.agg(F.count(F.lit(1)), keys_of(table, F.lit(True))).first() or ()):
            return CheckResult(KEY_IS_UNIQUE, Severity.FAIL, told[0], 0)
    counted = keys.groupBy(*table.key).agg(F.count(F.lit(1)).alias("_times"))
    is_double = "_times > 1"
    counts = (F.count(F.lit(1)), F.expr(f"count_if({is_double})"), _example(table, is_double))
    found = counted.agg(*counts).first() or (0, 0, None)
    return CheckResult(KEY_IS_UNIQUE, Severity.FAIL, found[0], found[1], found[2])


def reference_results(references: Sequence[Reference], rows: DataFrame, targets: Targets) -> tuple[CheckResult, ...]:
    """Whether the values of each reference are found in what it leads to, in one pass; NULL leads nowhere.

    `targets` gives the rows of a table.
    """
    if not references:
        return ()
    joined, counts = rows, []
    for number, reference in enumerate(references):
        names, found = list(reference.columns), f"_found_{number}"
        # The target's values are made distinct, so the join cannot multiply rows.
        there = targets(reference.to).select(
            *(F.col(name).alias(f"_at_{i}") for i, name in enumerate(reference.target))
        )
        same = reduce(Column.__and__, (F.col(name) == F.col(f"_at_{i}") for i, name in enumerate(names)))
        joined = joined.join(there.distinct().withColumn(found, F.lit(True)), same, how="left").drop(*there.columns)
        leads = all_known(names)
        is_lost = leads & F.col(found).isNull()
        example = F.min(F.when(is_lost, F.to_json(F.struct(*names))))
        counts += [F.count_if(leads), F.count_if(is_lost), example]
    values = joined.agg(*(count.alias(f"_{i}") for i, count in enumerate(counts))).first() or ()
    return tuple(
        CheckResult(reference_name(reference), reference.severity, *values[3 * number : 3 * number + 3])
        for number, reference in enumerate(references)
    )


def reference_name(reference: Reference) -> str:
    """As in `venue_id_in_dim_venues`."""
    return f"{'_'.join(reference.columns)}_in_{reference.to.name}"


def _may_be_null(table: Table) -> list[str]:
    return [name for name in table.column_names if name not in table.key]


def _example(table: Table, is_broken: str) -> Column:
    """The least key, as JSON, of the rows for which the condition is TRUE."""
    key = ", ".join(f"`{name}`" for name in table.key)
    # As one text: each part of it would be some calls to Java.
    return F.expr(f"min(CASE WHEN {is_broken} THEN to_json(struct({key})) END)")

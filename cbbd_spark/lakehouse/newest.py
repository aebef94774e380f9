"""Of many observations of a key the row that holds: the newest content, and since when it has been that.

What a later answer merely repeats was known before. So a row is as old as the first observation of its content since
that last differed, and it makes no difference whether observations come one by one or all at once: a table that is
built anew holds the same rows as one that grew.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.last_word import LAST_WORD
from cbbd_spark.spec.table import OBSERVED_AT, ROW_HASH, Table

# TRUE for a row that was something else between the first observation of the batch and this content of it.
RETURNS = "_returns"
# When the row's content was seen last; a row is as old as the first time.
SEEN_AT = "_seen_at"
# TRUE for a row that was last seen before the last word on what it belongs to: it was taken back.
WITHDRAWN = "_withdrawn"

_NEXT_AT, _IS_LAST, _CONTENT_BEFORE, _NEW_AT = "_next_at", "_is_last", "_content_before", "_new_at"
_REST = "_rest"


def newest_per_key(table: Table, observations: DataFrame, place: Sequence[str] = ()) -> DataFrame:
    """One row per key, with `RETURNS`, `SEEN_AT` and `WITHDRAWN` beside the columns of `observations`.

    Keys must not be NULL.

    `place`: columns that no two observations of a key differ in. Rows of one place then come out together, so that
    they need not be moved again to be written there. Where a key has two places, it has a row in each.

    Of observations at one time the tie break decides, at last the row's hash. Observations without a time, as in
    gold, are of one time.
    """
    has_time = OBSERVED_AT.name in observations.columns
    time, content = F.col(OBSERVED_AT.name), F.col(ROW_HASH.name)
    order = [F.col(name).asc_nulls_first() for name in table.tie_break]
    order = [*([time.asc_nulls_first()] if has_time else []), *order, content.asc()]
    if place:
        observations = observations.repartition(*place)
    in_time = Window.partitionBy(*place, *(name for name in table.key if name not in place)).orderBy(*order)
    if not has_time:
        placed = observations.withColumn(_IS_LAST, F.lead(content).over(in_time).isNull())
        flags = {RETURNS: F.lit(False), SEEN_AT: F.lit(None).cast("timestamp"), WITHDRAWN: F.lit(False)}
        return placed.where(_IS_LAST).drop(_IS_LAST).withColumns(flags)
    packed = _packed(observations, {*place, *table.key, *table.tie_break, OBSERVED_AT.name, ROW_HASH.name, LAST_WORD})
    next_at, is_last = F.lead(time).over(in_time), F.lead(content).over(in_time).isNull()
    placed = packed.withColumns({_NEXT_AT: next_at, _IS_LAST: is_last})
    # The last row of a time is what the key was then; the others lost to it.
    is_state = F.col(_IS_LAST) | ~F.col(_NEXT_AT).eqNullSafe(time)
    before = in_time.rowsBetween(Window.unboundedPreceding, -1)
    compared = placed.withColumn(_CONTENT_BEFORE, F.last(F.when(is_state, content), ignorenulls=True).over(before))
    is_new = is_state & ~F.col(_CONTENT_BEFORE).eqNullSafe(content)
    dated = compared.withColumn(_NEW_AT, F.when(is_new, time))
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    since, first = (each.over(so_far) for each in (F.max(_NEW_AT), F.min(_NEW_AT)))
    is_gone = F.coalesce(time < F.col(LAST_WORD), F.lit(False)) if LAST_WORD in observations.columns else F.lit(False)
    flags = {RETURNS: F.coalesce(since > first, F.lit(False)), WITHDRAWN: is_gone}
    newest = dated.withColumns({_NEW_AT: since, SEEN_AT: time, **flags}).where(_IS_LAST)
    names = [name for name in observations.columns if name != LAST_WORD]
    return _unpacked(newest.withColumn(OBSERVED_AT.name, F.col(_NEW_AT)), names)


def has_moved(table: Table, observations: DataFrame, place: Sequence[str]) -> bool:
    """Whether a key has observations in two places."""
    places = observations.select(*{*table.key, *place}).distinct().groupBy(*table.key).count()
    return not places.where("count > 1").isEmpty()


def _packed(observations: DataFrame, by: set[str]) -> DataFrame:
    """The columns that rows are placed `by`, and all others as one: six steps copy each row, and one field is cheap."""
    rest = [name for name in observations.columns if name not in by]
    return observations.select(*(name for name in observations.columns if name in by), F.struct(*rest).alias(_REST))


def _unpacked(packed: DataFrame, names: list[str]) -> DataFrame:
    columns = [F.col(name if name in packed.columns else f"{_REST}.{name}").alias(name) for name in names]
    return packed.select(*columns, RETURNS, SEEN_AT, WITHDRAWN)

"""Rows that are compared once, and read again to be written and audited."""

from __future__ import annotations

import pytest
from pyspark.sql import Observation, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse import merge
from cbbd_spark.lakehouse.checkpoint import checkpointed
from cbbd_spark.lakehouse.java_class import java_class
from tests.lakehouse.things import held, made, put

pytestmark = pytest.mark.spark


def _stored(spark: SparkSession) -> set[int]:
    """The ids of what Spark keeps between queries."""
    return set(spark.sparkContext._jsc.getPersistentRDDs())  # noqa: SLF001


def test_rows_are_computed_once_and_nothing_stands_behind_them(spark: SparkSession) -> None:
    before, counts = _stored(spark), Observation()
    frame = spark.range(5).withColumn("chance", F.rand()).observe(counts, F.count(F.lit(1)).alias("n"))
    with checkpointed(frame) as rows:
        assert counts.get == {"n": 5}
        assert rows.collect() == rows.collect()
        assert "Range" not in rows._jdf.queryExecution().toString()  # noqa: SLF001
        assert len(_stored(spark) - before) == 1
    assert _stored(spark) == before


def test_rows_go_after_an_error_too(spark: SparkSession) -> None:
    before = _stored(spark)
    with pytest.raises(ZeroDivisionError), checkpointed(spark.range(5)):
        raise ZeroDivisionError
    assert _stored(spark) == before


def test_an_upsert_leaves_nothing_in_memory(spark: SparkSession) -> None:
    table, before = made(spark), _stored(spark)
    put(spark, table, {"thing_id": 1, "a": "old"}, {"thing_id": 2})
    put(spark, table, {"thing_id": 1, "a": "new", "_observed_at": "2025-01-03T00:00:00Z"}, {"thing_id": 3})
    assert held(spark, table) == [(1, 2025, "new"), (2, 2025, None), (3, 2025, None)]
    assert _stored(spark) == before


def test_a_batch_whose_rows_were_lost_is_begun_anew(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when an executor that held them is gone between the comparison and the write."""
    table = made(spark)
    put(spark, table, {"thing_id": 1, "a": "old"})
    before, lost = _stored(spark), []

    def lose_once(moment: str) -> None:
        if moment == "merge.before-write" and not lost:
            lost.extend(_stored(spark) - before)
            blocks = java_class(spark, "org.apache.spark.SparkEnv").get().blockManager().master()
            for each in lost:
                blocks.removeRdd(each, True)

    monkeypatch.setattr(merge, "reached", lose_once)
    outcome = put(spark, table, {"thing_id": 1, "a": "new", "_observed_at": "2025-01-03T00:00:00Z"}, {"thing_id": 2})
    assert lost
    assert (outcome.inserted, outcome.updated) == (1, 1)
    assert held(spark, table) == [(1, 2025, "new"), (2, 2025, None)]

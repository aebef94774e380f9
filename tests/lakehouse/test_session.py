"""What Spark is opened with."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import snapshots
from tests.lakehouse.things import made, put

pytestmark = pytest.mark.spark


def test_settings_of_clusters_are_not_sent_along_with_scans(spark: SparkSession) -> None:
    table = made(spark)
    put(spark, table, {"thing_id": 1})
    sent = snapshots.loaded(spark, table.full_name).io().conf()
    assert sent.get("fs.file.impl") or sent.get("fs.defaultFS")
    assert sent.getValByRegex("^(yarn|mapreduce)[.]").size() == 0

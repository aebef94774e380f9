"""Why no setting may change the session's time zone."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark


def test_in_a_session_of_another_zone_a_day_is_another_day(spark: SparkSession) -> None:
    elsewhere = spark.newSession()
    elsewhere.conf.set("spark.sql.session.timeZone", "America/New_York")
    told = "SELECT CAST(timestamp_micros(1730766600000000) AS DATE)"
    assert elsewhere.sql(told).first() != spark.sql(told).first()

from __future__ import annotations

import math
from typing import Any

import pytest
from pyspark.sql import functions as F

from cbbd_spark.basketball import win_probability as wp


@pytest.fixture(scope="module")
def by_deviations(spark: Any) -> dict[float, float]:
    """The distribution function at every hundredth from -40 to 40."""
    x = (F.col("id") / F.lit(100.0)).alias("x")
    rows = spark.range(-4000, 4001).select(x).select("x", wp.normal_cdf(F.col("x")).alias("p")).collect()
    return {row["x"]: row["p"] for row in rows}


def test_both_tails_of_the_distribution_are_exact(by_deviations: dict[float, float]) -> None:
    for x, p in by_deviations.items():
        assert p == pytest.approx(math.erfc(-x / math.sqrt(2)) / 2, rel=1e-12, abs=1e-290), x
    assert (by_deviations[0.0], by_deviations[-40.0], by_deviations[40.0]) == (0.5, 0.0, 1.0)


def test_the_more_the_likelier_and_both_sides_add_up_to_one(by_deviations: dict[float, float]) -> None:
    ordered = [by_deviations[x] for x in sorted(by_deviations)]
    assert ordered == sorted(ordered)
    assert max(abs(p + by_deviations[-x if x else 0.0] - 1) for x, p in by_deviations.items()) < 1e-15


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[str, Any]:
    one = F.lit
    measures = {
        "possessions": wp.expected_possessions(one(72.0), one(64.0), one(68.0), one(67.0)),
        "other_way": wp.expected_possessions(one(64.0), one(72.0), one(67.0), one(68.0)),
        "margin": wp.expected_margin(one(25.0), one(5.0), one(70.0)),
        "even": wp.win_probability(F.col("id").cast("double")),
        "by_eleven": wp.win_probability(one(11.0)),
        "unknown": wp.win_probability(one(None).cast("double")),
    }
    return spark.range(1).select(*(value.alias(name) for name, value in measures.items())).collect()[0].asDict()


def test_tempos_add_up_around_the_mean_of_all_teams(found: dict[str, Any]) -> None:
    assert found["possessions"] == found["other_way"] == 72 + 64 - 67.5


def test_ratings_are_per_hundred_possessions_and_margins_are_not(found: dict[str, Any]) -> None:
    assert found["margin"] == 14


def test_eleven_points_are_one_standard_deviation(found: dict[str, Any]) -> None:
    assert found["even"] == 0.5
    assert found["by_eleven"] == pytest.approx(0.8413447460685429, rel=1e-14)
    assert found["unknown"] is None

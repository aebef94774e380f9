from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import functions as F

from cbbd_spark.basketball.quadrants import quadrant

LAST_OF_THREE = {"home": (30, 75, 160), "neutral": (50, 100, 200), "away": (75, 135, 240)}


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[str, dict[int, int]]:
    rank = F.col("id").cast("int")
    kinds = {
        "home": quadrant(rank, F.lit(True), F.lit(False)),
        "away": quadrant(rank, F.lit(False), F.lit(False)),
        # The listed home team is not at home.
        "neutral": quadrant(rank, F.lit(True), F.lit(True)),
        "unranked": quadrant(F.nullif(rank, rank), F.lit(True), F.lit(False)),
    }
    rows = spark.range(1, 366).select("id", *(value.alias(name) for name, value in kinds.items())).collect()
    return {name: {row["id"]: row[name] for row in rows} for name in kinds}


@pytest.mark.parametrize("where", LAST_OF_THREE)
def test_each_quadrant_ends_at_its_last_rank(found: dict[str, dict[int, int]], where: str) -> None:
    expected = {rank: 1 + sum(rank > last for last in LAST_OF_THREE[where]) for rank in range(1, 366)}
    assert found[where] == expected


def test_an_opponent_without_a_rank_is_in_no_quadrant(found: dict[str, dict[int, int]]) -> None:
    assert set(found["unranked"].values()) == {None}

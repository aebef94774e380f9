from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors as ff


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[str, Any]:
    def n(value: float | None) -> Any:
        return F.lit(value).cast("int")

    measures = {
        "possessions": ff.possessions(n(60), n(10), n(12), n(20)),
        "game": ff.game_possessions(F.lit(71.5), F.lit(69.5)),
        "pace": ff.pace(F.lit(90.0), n(50)),
        "rating": ff.rating(n(77), F.lit(70.0)),
        "efg": ff.effective_field_goal_pct(n(30), n(10), n(60)),
        "efg_none": ff.effective_field_goal_pct(n(0), n(0), n(0)),
        "oreb": ff.offensive_rebound_pct(n(10), n(22)),
        "ft_rate": ff.free_throw_rate(n(20), n(60)),
        "true_shooting": ff.true_shooting(n(31), n(26), n(6)),
        "usage": ff.usage_rate(
            fga=n(10),
            fta=n(4),
            tov=n(2),
            minutes=n(20),
            team_fga=n(60),
            team_fta=n(20),
            team_tov=n(12),
            game_minutes=n(40),
        ),
        "per_40": ff.per_40(n(15), n(30)),
        "per_40_none": ff.per_40(n(15), n(0)),
        "unknown": ff.ratio(n(1), n(None)),
    }
    return spark.range(1).select(*(value.alias(name) for name, value in measures.items())).collect()[0].asDict()


def test_a_side_has_the_possessions_that_it_did_not_get_back(found: dict[str, Any]) -> None:
    assert found["possessions"] == 60 - 10 + 12 + 0.475 * 20
    assert found["game"] == 70.5


def test_rates_are_per_forty_minutes_and_per_hundred_possessions(found: dict[str, Any]) -> None:
    assert (found["pace"], found["rating"], found["per_40"]) == (72.0, 110.0, 20.0)


def test_the_factors_by_hand(found: dict[str, Any]) -> None:
    assert (found["efg"], found["oreb"], found["ft_rate"]) == (35 / 60, 10 / 32, 20 / 60)
    assert found["true_shooting"] == pytest.approx(31 / (2 * (26 + 0.475 * 6)), rel=1e-15)


def test_usage_is_twice_as_high_in_half_the_game(found: dict[str, Any]) -> None:
    assert found["usage"] == pytest.approx(2 * (10 + 0.475 * 4 + 2) / (60 + 0.475 * 20 + 12), rel=1e-15)


def test_division_by_zero_and_by_the_unknown_is_null(found: dict[str, Any]) -> None:
    assert (found["efg_none"], found["per_40_none"], found["unknown"]) == (None, None, None)

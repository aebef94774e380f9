from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_team_leaderboard
from cbbd_spark.sources.cbbd import stats_team_leaderboard
from tests.frames import bronze
from tests.silver.typical import record


def side(**more: Any) -> dict[str, Any]:
    return {
        "points": {"total": 76},
        "possessions": 70,
        "rawOffensiveRating": 108.6,
        "trueShootingPct": 55.2,
        "turnoverRatio": 17.1,
        "offensiveReboundPct": 27.8,
        "freeThrowRate": 33.3,
        "fieldGoals": {"made": 28, "attempted": 60},
        "threePointFieldGoals": {"made": 8, "attempted": 20},
        "freeThrows": {"made": 12, "attempted": 20},
        "rebounds": {"total": 36, "defensive": 26, "offensive": 10},
        "turnovers": {"technical": 0, "team": 1, "total": 12},
    } | more


def built(spark: SparkSession, **more: Any) -> Any:
    typical = record(stats_team_leaderboard.ENDPOINT.record) | {"teamStats": side(), "opponentStats": side()}
    summary = {"totalMinutes": 40, "trackedShots": 58, "pace": 70.0, "rawNetRating": 1.5}
    frame = bronze(spark, stats_team_leaderboard.ENDPOINT, [typical | {"summary": summary} | more])
    return fct_team_leaderboard.build(frame).first()


def test_shares_of_the_leaderboard_arrive_as_percent_the_turnover_ratio_too(spark: SparkSession) -> None:
    row = built(spark)
    assert row.api_turnover_ratio == pytest.approx(0.171)
    assert row.api_true_shooting == pytest.approx(0.552)
    assert row.opponent_api_free_throw_rate == pytest.approx(0.333)
    assert (row.api_possessions, row.api_rating, row.api_pace, row.api_net_rating) == (70, 108.6, 70.0, 1.5)


def test_rates_follow_from_the_counts(spark: SparkSession) -> None:
    row = built(spark, opponentStats=side(rebounds={"defensive": 30, "offensive": 6}, points={"total": 70}))
    possessions = ((60 - 10 + 12 + 0.475 * 20) + (60 - 6 + 12 + 0.475 * 20)) / 2
    assert row.possessions == pytest.approx(possessions)
    assert row.pace == pytest.approx(possessions)
    assert row.net_rating == pytest.approx(100 * 6 / possessions)
    assert row.oreb_pct == pytest.approx(10 / (10 + 30))
    assert row.api_offensive_rebound_pct == pytest.approx(0.278)
    assert row.field_goals_pct == pytest.approx(28 / 60)


def test_the_conference_is_an_object_and_the_efficiency_may_be_missing(spark: SparkSession) -> None:
    row = built(spark, conference={"id": 2, "abbreviation": "ACC"}, adjustedEfficiency=None)
    assert (row.conference_id, row.conference) == (2, "ACC")
    assert (row.api_adjusted_net_rating, row.api_ranking_net) == (None, None)


def test_shots_at_the_rim_are_dunks_layups_and_tip_ins(spark: SparkSession) -> None:
    typical = record(stats_team_leaderboard.ENDPOINT.record)["shotProfile"]
    kinds = {"dunk": (5, 6), "layup": (9, 20), "tipIn": (1, 4)}
    profile = typical | {
        name: typical[name] | {"made": made, "attempts": tried, "rate": 10.3} for name, (made, tried) in kinds.items()
    }
    row = built(spark, shotProfile=profile)
    assert (row.dunks_made, row.layups_attempted, row.tip_ins_made) == (5, 20, 1)
    assert row.at_rim_pct == pytest.approx(15 / 30)
    assert row.at_rim_share == pytest.approx(30 / 58)
    assert row.dunks_share == pytest.approx(6 / 58)
    assert row.api_dunks_share == pytest.approx(0.103)

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_player_season_stats, fct_team_season_stats
from cbbd_spark.sources.cbbd import stats_player_season, stats_team_season
from tests.frames import bronze
from tests.silver.typical import record


def box(attempted: int | None, **more: Any) -> dict[str, Any]:
    return {
        "fieldGoals": {"made": attempted, "attempted": attempted, "pct": 42.9},
        "points": {"total": 2200},
        "fourFactors": {"turnoverRatio": 0.176, "effectiveFieldGoalPct": 51.2},
        "trueShooting": 55.0,
        "assists": 0,
    } | more


def team(spark: SparkSession, own: dict[str, Any], opponent: dict[str, Any]) -> Any:
    season = {"season": 2025, "teamId": 1, "games": 31, "teamStats": own, "opponentStats": opponent}
    return fct_team_season_stats.build(bronze(spark, stats_team_season.ENDPOINT, [season])).first()


def test_the_turnover_ratio_of_a_season_is_a_fraction_already(spark: SparkSession) -> None:
    row = team(spark, box(1800), box(1750))
    assert (row.api_turnover_ratio, row.opponent_api_turnover_ratio) == (0.176, 0.176)
    assert row.api_effective_field_goal_pct == pytest.approx(0.512)
    assert row.api_true_shooting == pytest.approx(0.55)


def test_zeros_of_a_team_without_boxes_are_not_counts(spark: SparkSession) -> None:
    row = team(spark, box(0, points={"total": 0}), box(1750))
    assert (row.games, row.field_goals_made, row.points_total, row.assists) == (31, None, None, None)
    assert (row.opponent_field_goals_made, row.opponent_assists) == (1750, 0)


def test_numbers_without_attempts_told_are_kept(spark: SparkSession) -> None:
    assert team(spark, box(None), box(None)).points_total == 2200


def test_the_true_shooting_of_a_players_season_is_a_fraction_already(spark: SparkSession) -> None:
    season = record(
        stats_player_season.ENDPOINT.record,
        trueShootingPct=0.581,
        effectiveFieldGoalPct=54.3,
        usage=24.5,
        PORPAG=3.2,
        winShares={"total": 4.1, "offensive": 2.6, "defensive": 1.5, "totalPer40": 0.2},
    )
    row = fct_player_season_stats.build(bronze(spark, stats_player_season.ENDPOINT, [season])).first()
    assert row is not None
    assert row.api_true_shooting == 0.581
    assert row.api_effective_field_goal_pct == pytest.approx(0.543)
    assert row.api_usage == pytest.approx(0.245)
    assert (row.api_porpag, row.api_win_shares_total, row.api_win_shares_per_40) == (3.2, 4.1, 0.2)


def test_a_transfer_inside_a_season_has_two_rows(spark: SparkSession) -> None:
    seasons = [{"season": 2025, "athleteId": 7, "teamId": team_id, "games": 10} for team_id in (1, 2)]
    found = fct_player_season_stats.build(bronze(spark, stats_player_season.ENDPOINT, seasons)).collect()
    key = fct_player_season_stats.TABLE.key
    assert {tuple(row[name] for name in key) for row in found} == {(2025, 1, 7), (2025, 2, 7)}

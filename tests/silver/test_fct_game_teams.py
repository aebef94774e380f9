from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_game_teams
from cbbd_spark.sources.cbbd import games_teams
from tests.frames import bronze
from tests.silver.typical import record


def box(**more: Any) -> dict[str, Any]:
    return {
        "fieldGoals": {"pct": 42.9, "attempted": 63, "made": 27},
        "threePointFieldGoals": {"pct": 33.3, "attempted": 21, "made": 7},
        "rebounds": {"total": 33, "defensive": 24, "offensive": 9},
        "turnovers": {"total": 12, "teamTotal": 1},
        "points": {"total": 75, "byPeriod": [35, 40], "largestLead": 12},
        "fourFactors": {
            "effectiveFieldGoalPct": 48.4,
            "freeThrowRate": 25.4,
            "turnoverRatio": 17.6,
            "offensiveReboundPct": 27.3,
        },
        "possessions": 68.0,
        "trueShooting": 53.1,
    } | more


def built(spark: SparkSession, **more: Any) -> Any:
    typical = record(games_teams.ENDPOINT.record)
    frame = bronze(spark, games_teams.ENDPOINT, [typical | {"teamStats": box(), "opponentStats": box()} | more])
    return fct_game_teams.build(frame).first()


def test_shares_of_a_game_arrive_as_percent_and_are_kept_as_fractions(spark: SparkSession) -> None:
    row = built(spark)
    assert row.api_field_goals_pct == pytest.approx(0.429)
    assert row.api_effective_field_goal_pct == pytest.approx(0.484)
    assert row.api_free_throw_rate == pytest.approx(0.254)
    assert row.api_turnover_ratio == pytest.approx(0.176)
    assert row.api_offensive_rebound_pct == pytest.approx(0.273)
    assert row.api_true_shooting == pytest.approx(0.531)


def test_counts_and_possessions_are_kept_as_they_come(spark: SparkSession) -> None:
    row = built(spark)
    assert (row.field_goals_made, row.three_point_field_goals_attempted, row.rebounds_offensive) == (27, 21, 9)
    assert (row.turnovers_total, row.turnovers_team_total, row.points_total) == (12, 1, 75)
    assert row.points_by_period == [35, 40]
    assert row.api_possessions == 68.0


def test_what_the_record_says_of_the_game_is_kept(spark: SparkSession) -> None:
    said = {"teamSeed": 1, "opponentSeed": 16, "gameType": "TRNMNT", "tournament": "NCAA", "notes": "FINAL FOUR"}
    row = built(spark, seasonLabel="20242025", startTimeTbd=True, **said)
    assert (row.season_label, row.is_start_time_tbd, row.team_seed, row.opponent_seed) == ("20242025", True, 1, 16)
    assert (row.game_type, row.tournament, row.game_notes) == ("TRNMNT", "NCAA", "FINAL FOUR")


def test_the_opponents_box_stands_beside_the_own(spark: SparkSession) -> None:
    row = built(spark, opponentStats=box(points={"total": 81}, assists=19))
    assert (row.points_total, row.opponent_points_total, row.opponent_assists) == (75, 81, 19)


def test_true_shooting_of_no_points_is_null_on_both_sides(spark: SparkSession) -> None:
    # The API sends null for the team's own and 0 for the opponent's.
    row = built(spark, teamStats=box(trueShooting=None), opponentStats=box(trueShooting=0))
    assert (row.api_true_shooting, row.opponent_api_true_shooting) == (None, None)


def test_a_box_that_the_api_did_not_count_is_null(spark: SparkSession) -> None:
    row = built(spark, teamStats=box(possessions=None, fieldGoals=None, points=None))
    assert (row.api_possessions, row.field_goals_made, row.points_by_period) == (None, None, None)

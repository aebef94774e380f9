from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_game_players
from cbbd_spark.sources.cbbd import games_players
from tests.frames import bronze


def built(spark: SparkSession, *players: dict[str, Any]) -> dict[int, Any]:
    team = {
        "gameId": 7,
        "teamId": 1,
        "season": 2025,
        "startDate": "2025-01-05T00:30:00.000Z",
        "gameMinutes": 45,
        "players": list(players),
    }
    found = fct_game_players.build(bronze(spark, games_players.ENDPOINT, [team])).collect()
    return {row.box_row_id: row for row in found}


def test_a_box_row_id_is_not_an_athlete(spark: SparkSession) -> None:
    row = built(spark, {"athleteId": 915217013, "athleteSourceId": "3137169", "minutes": 30})[915217013]
    assert row.athlete_source_id == "3137169"
    assert "athlete_id" not in row.asDict()
    assert (row.game_id, row.team_id, row.game_minutes, str(row.game_date)) == (7, 1, 45, "2025-01-04")


def test_an_empty_position_is_not_known_and_no_source_id_is_no_key(spark: SparkSession) -> None:
    by_id = built(
        spark,
        {"athleteId": 1, "athleteSourceId": "", "position": ""},
        {"athleteId": 2, "athleteSourceId": "22", "position": "G"},
    )
    assert (by_id[1].athlete_source_id, by_id[1].position, by_id[2].position) == (None, None, "G")


def test_a_team_without_players_has_no_rows(spark: SparkSession) -> None:
    assert built(spark) == {}


def test_shares_are_fractions_and_ratings_are_not(spark: SparkSession) -> None:
    player = {
        "athleteId": 1,
        "usage": 24.5,
        "trueShootingPct": 62.5,
        "offensiveReboundPct": 25,
        "assistsTurnoverRatio": 1.5,
        "offensiveRating": 112.4,
        "freeThrows": {"made": 0, "attempted": 0, "pct": None},
    }
    row = built(spark, player)[1]
    assert row.api_usage == pytest.approx(0.245)
    assert row.api_true_shooting == pytest.approx(0.625)
    assert row.api_offensive_rebound_pct == pytest.approx(0.25)
    assert (row.api_assists_turnover_ratio, row.api_offensive_rating) == (1.5, 112.4)
    assert (row.free_throws_attempted, row.api_free_throws_pct) == (0, None)

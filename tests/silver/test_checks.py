"""The checks of a table tell a row that can be from one that cannot, and pass over what is not known."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.silver import (
    fct_game_players,
    fct_game_teams,
    fct_games,
    fct_line_history,
    fct_player_season_shooting,
    fct_plays,
    fct_ratings_adjusted,
    fct_substitutions,
    fct_team_season_stats,
)
from tests.gold.building import COUNTS, silver

Row = dict[str, Any]


def box(**counts: int) -> Row:
    """Both sides with the same counts."""
    return {f"{side}{COUNTS[name]}": n for side in ("", "opponent_") for name, n in counts.items()}


# Table, check, a row that is just within, one that is just beyond.
CASES: list[tuple[Any, str, Row, Row]] = [
    (
        fct_game_teams,
        "possessions_per_40_in_range",
        box(fga=60, oreb=10, tov=40, fta=40) | {"game_minutes": 40},  # 109
        box(fga=60, oreb=10, tov=40, fta=44) | {"game_minutes": 40},  # 110.9
    ),
    (
        fct_game_teams,
        "possessions_per_40_in_range",
        box(fga=60, oreb=10, tov=1, fta=0) | {"game_minutes": 45},  # 51 in 45 minutes
        box(fga=60, oreb=10, tov=0, fta=0) | {"game_minutes": 45},  # 50
    ),
    (fct_game_teams, "overtimes_are_of_five_minutes", {"game_minutes": 45}, {"game_minutes": 42}),
    (fct_game_teams, "opponent_points_total_in_range", {"opponent_points_total": 200}, {"opponent_points_total": 201}),
    (
        fct_game_teams,
        "opponent_points_total_follow_from_shots",
        {"opponent_points_total": 12}
        | {f"opponent_{kind}_made": 2 for kind in ("two_point_field_goals", "three_point_field_goals", "free_throws")},
        {"opponent_points_total": 11}
        | {f"opponent_{kind}_made": 2 for kind in ("two_point_field_goals", "three_point_field_goals", "free_throws")},
    ),
    (
        fct_team_season_stats,
        "opponent_rebounds_within_total",
        {"opponent_rebounds_total": 9, "opponent_rebounds_offensive": 4, "opponent_rebounds_defensive": 5},
        {"opponent_rebounds_total": 8, "opponent_rebounds_offensive": 4, "opponent_rebounds_defensive": 5},
    ),
    (fct_game_players, "api_true_shooting_in_range", {"api_true_shooting": 1.5}, {"api_true_shooting": 1.51}),
    (
        fct_games,
        "a_final_game_has_home_points",
        {"status": "final", "home_points": 0},
        {"status": "final", "away_points": 60},
    ),
    (fct_games, "home_points_in_range", {"home_points": 0}, {"home_points": -1}),
    (fct_games, "periods_in_range", {"periods": 9}, {"periods": 10}),
    (
        fct_plays,
        "seconds_remaining_within_period",
        {"period": 2, "seconds_remaining_period": 1200},
        {"period": 2, "seconds_remaining_period": 1201},
    ),
    (
        fct_plays,
        "seconds_remaining_within_period",
        {"period": 7, "seconds_remaining_period": 300},
        {"period": 7, "seconds_remaining_period": 301},
    ),
    (fct_games, "away_seed_in_range", {"away_seed": 16}, {"away_seed": 17}),
    (fct_line_history, "home_moneyline_is_odds", {"home_moneyline": -100}, {"home_moneyline": -99}),
    (fct_player_season_shooting, "dunks_share_in_range", {"dunks_share": 1}, {"dunks_share": 1.01}),
    (fct_plays, "teams_differ", {"team_id": 1, "opponent_id": 2}, {"team_id": 1, "opponent_id": 1}),
    (fct_substitutions, "out_team_points_in_range", {"out_team_points": 0}, {"out_team_points": -1}),
    (
        fct_ratings_adjusted,
        "net_is_the_difference",
        {"net_rating": 10.1, "offensive_rating": 110.0, "defensive_rating": 100.0},
        {"net_rating": 10.3, "offensive_rating": 110.0, "defensive_rating": 100.0},
    ),
]


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[int, int], bool | None]:
    """Whether the check of a case holds for the row within, the one beyond, and one of which nothing is known."""

    def judged(number: int) -> DataFrame:
        module, name, within, beyond = CASES[number]
        (check,) = (check for check in module.TABLE.checks if check.name == name)
        rows = [within, beyond, {}]
        frames = (silver(spark, module.TABLE, [row]).select(F.expr(check.holds).alias("holds")) for row in rows)
        placed = (frame.withColumns({"n": F.lit(number), "row": F.lit(row)}) for row, frame in enumerate(frames))
        return reduce(DataFrame.unionByName, placed)

    said = reduce(DataFrame.unionByName, map(judged, range(len(CASES)))).collect()
    return {(one.n, one.row): one.holds for one in said}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case[0].TABLE.name}.{case[1]}" for case in CASES])
def test_a_check_tells_within_from_beyond(number: int, found: dict[tuple[int, int], bool | None]) -> None:
    assert found[number, 0] is True
    assert found[number, 1] is False
    assert found[number, 2] is None

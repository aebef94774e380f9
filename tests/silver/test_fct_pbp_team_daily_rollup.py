"""A team's season to date, counted from plays."""

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.basketball.play_counts import COUNTS
from cbbd_spark.silver import fct_pbp_team_daily_rollup
from tests.gold.building import Row, built, by


def row(game_id: int, day: str, points: int, possessions: int, **more: Any) -> Row:
    sides = {f"{prefix}{name}": 0 for prefix in ("", "opponent_") for name in COUNTS}
    counted = {"possessions_counted": possessions, "opponent_possessions_counted": possessions + 1}
    named = {"game_id": game_id, "team_id": 1, "garbage": "all", "season": 2024, "season_type": "regular"}
    length = {"seconds_counted": 2400, "garbage_seconds": 10}
    scored = {"points_total": points, "free_throws_made": points, "free_throws_attempted": points}
    return named | {"game_date": day} | sides | counted | length | scored | more


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    games = [
        row(1, "2024-01-09", 60, 60),
        row(2, "2024-01-05", 80, 80),
        row(3, "2024-01-09", 70, 70),
        row(4, "2023-10-20", 99, 70, season_type="preseason"),
        row(5, "2024-11-08", 50, 100, season=2025),
        row(6, "2024-01-05", 40, 40, garbage="removed", seconds_counted=1200),
    ]
    return by(built(spark, fct_pbp_team_daily_rollup, fct_pbp_game_teams=games), "game_date", "garbage")


def at(found: dict[Any, Row], day: str, kind: str = "all") -> Row:
    return next(row for (date, garbage), row in found.items() if (str(date), garbage) == (day, kind))


def test_only_days_with_games_that_count_have_a_row(found: dict[Any, Row]) -> None:
    days = [("2024-01-05", "all"), ("2024-01-05", "removed"), ("2024-01-09", "all"), ("2024-11-08", "all")]
    assert sorted((str(day), kind) for day, kind in found) == days


def test_two_games_of_a_day_are_in_one_row_with_those_before(found: dict[Any, Row]) -> None:
    day = at(found, "2024-01-09")
    assert (day["games"], day["points_total"], day["possessions"]) == (3, 210, 211.5)
    assert (day["pace"], day["minutes"]) == (pytest.approx(70.5), 120)
    assert day["off_eff"] == pytest.approx(21000 / 211.5, rel=1e-12)
    assert (day["points_per_game"], day["possessions_per_game"]) == (70, 70.5)


def test_a_season_begins_anew_and_kinds_are_apart(found: dict[Any, Row]) -> None:
    assert (at(found, "2024-11-08")["games"], at(found, "2024-11-08")["points_total"]) == (1, 50)
    assert (at(found, "2024-01-05")["games"], at(found, "2024-01-05", "removed")["pace"]) == (1, 81)

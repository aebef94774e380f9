from __future__ import annotations

import math
from typing import Any

import pytest

from cbbd_spark.gold import team_power_rankings
from tests.gold.building import Row, built, by, game
from tests.gold.rated import rated

SEASON, AGAIN = 2024, 2025
NET = {1: 30.0, 2: 10.0, 3: 10.0, 5: -20.0}
SMALL_COLLEGE, IDLE, UNRATED = 90, 6, 4

# 1 beats 2 by 10, 2 beats 3 by 5, 1 beats 3 by 12; 4 and 5 play only each other.
MARGINS = [(1, 2, 10), (2, 3, 5), (3, 1, -12), (4, 5, 7)]


def season_games(season: int, order: list[int]) -> list[Row]:
    games = []
    for number in order:
        home, away, margin = MARGINS[number]
        day = f"{season - 1}-12-{number + 1:02d}"
        games.append(game(season * 10 + number, day, home, away, (70 + margin, 70), season=season))
    return games


def _of_plays(day: str, garbage: str = "all", **figures: float) -> Row:
    return {"team_id": 1, "season": SEASON, "game_date": day, "garbage": garbage, **figures}


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    order = list(range(len(MARGINS)))
    games = season_games(SEASON, order) + season_games(AGAIN, [2, 0, 3, 1])
    games += [
        game(1, "2023-11-01", 1, SMALL_COLLEGE, (150, 20)),
        game(2, "2023-10-01", 2, 1, (150, 20), season_type="preseason"),
        game(3, "2024-04-01", 2, 1),
    ]
    teams = [
        {"team_id": team, "season": season, "team": f"Team {team}", "conference": "Big", "is_division_1": True}
        for season in (SEASON, AGAIN)
        for team in (1, 2, 3, UNRATED, 5, IDLE)
    ]
    teams.append({"team_id": SMALL_COLLEGE, "season": SEASON, "team": "Small", "is_division_1": False})
    ratings = [
        {"team_id": team, "season": season, "offensive_rating": 100 + net, "defensive_rating": 100.0, "net_rating": net}
        | {"ranking_offense": 1, "ranking_defense": 2, "ranking_net": 3}
        for season in (SEASON, AGAIN)
        for team, net in NET.items()
    ]

    def poll(when: tuple[str, int], poll_type: str, team: int, ranking: int | None) -> Row:
        season_type, week = when
        of = {"season": SEASON, "season_type": season_type, "week": week, "poll_type": poll_type}
        return of | {"team_id": team, "ranking": ranking}

    march, april = ("regular", 18), ("postseason", 1)
    polls = [
        poll(march, "AP Top 25", 2, 1),
        poll(march, "AP Top 25", 3, 2),
        poll(april, "AP Top 25", 1, 1),
        poll(april, "AP Top 25", 3, None),
        poll(("regular", 2), "Coaches Poll", 2, 9),
        poll(("regular", 10), "Coaches Poll", 3, 4),
    ]
    rankings = built(
        spark,
        team_power_rankings,
        fct_games=games,
        dim_team_seasons=teams,
        fct_ratings_adjusted=ratings,
        fct_ratings_srs=[{"team_id": 1, "season": SEASON, "rating": 17.5}],
        fct_rankings=polls,
        team_ratings_daily=rated(spark, games, teams),
        fct_pbp_team_daily_rollup=[
            _of_plays("2024-01-05", off_eff=99.0, pace=60.0),
            _of_plays("2024-03-05", off_eff=104.0, pace=71.0),
            _of_plays("2024-03-09", garbage="removed", off_eff=1.0),
        ],
        fct_pbp_team_daily_rollup_adj=[_of_plays("2024-03-05", adj_net_eff=12.5)],
    )
    return by(rankings, "team_id", "season")


def test_division_1_teams_that_played_are_ranked(found: dict[Any, Row]) -> None:
    assert {team for team, season in found if season == SEASON} == {1, 2, 3, UNRATED, 5}


def test_own_srs_solves_the_games_within_division_1(found: dict[Any, Row]) -> None:
    # r1-r2=10, r2-r3=5, r1-r3=12, and they sum to zero: the least squares by hand. The 130 points over a small
    # college, the preseason and the game to come are not in it.
    expected = {1: 22 / 3, 2: -5 / 3, 3: -17 / 3, UNRATED: 3.5, 5: -3.5}
    for team, rating in expected.items():
        assert found[team, SEASON]["own_srs"] == pytest.approx(rating, rel=1e-12)


def test_a_rerun_with_rows_in_another_order_is_equal_bit_for_bit(found: dict[Any, Row]) -> None:
    for team in (1, 2, 3, UNRATED, 5):
        for name in ("own_srs", "composite_score", "composite_rank"):
            assert found[team, AGAIN][name] == found[team, SEASON][name]


def test_the_composite_is_the_mean_of_population_z_scores(found: dict[Any, Row]) -> None:
    def z(values: dict[int, float]) -> dict[int, float]:
        mean = sum(values.values()) / len(values)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values.values()) / len(values))
        return {team: (value - mean) / deviation for team, value in values.items()}

    by_net, by_srs = z(NET), z({1: 22 / 3, 2: -5 / 3, 3: -17 / 3, UNRATED: 3.5, 5: -3.5})
    for team in NET:
        assert found[team, SEASON]["composite_score"] == pytest.approx((by_net[team] + by_srs[team]) / 2, rel=1e-12)
        assert found[team, SEASON]["n_components"] == 2


def test_one_component_is_no_composite(found: dict[Any, Row]) -> None:
    unrated = found[UNRATED, SEASON]
    assert (unrated["n_components"], unrated["composite_score"], unrated["composite_rank"]) == (1, None, None)


def test_rank_one_is_the_best(found: dict[Any, Row]) -> None:
    assert [found[team, SEASON]["composite_rank"] for team in (1, 2, 3, 5)] == [1, 2, 3, 4]


def test_a_rank_comes_from_the_last_poll_and_from_no_earlier_one(found: dict[Any, Row]) -> None:
    # After the postseason's week 1 comes nothing, whatever the week's number; week 10 comes after week 2.
    assert [found[team, SEASON]["ap_rank"] for team in (1, 2, 3)] == [1, None, None]
    assert [found[team, SEASON]["coaches_rank"] for team in (1, 2, 3)] == [None, None, 4]


def test_games_played_counts_games_against_anybody(found: dict[Any, Row]) -> None:
    assert found[1, SEASON]["games_played"] == 3
    assert found[1, AGAIN]["games_played"] == 2


def test_the_apis_ratings_stand_beside(found: dict[Any, Row]) -> None:
    names = ("adj_off_rating", "adj_def_rating", "adj_net_rating", "ranking_offense", "ranking_defense", "ranking_net")
    assert [found[1, SEASON][name] for name in names] == [130.0, 100.0, 30.0, 1, 2, 3]
    assert (found[1, SEASON]["srs_rating"], found[2, SEASON]["srs_rating"]) == (17.5, None)


def test_figures_from_plays_are_those_after_the_last_day_garbage_time_and_all(found: dict[Any, Row]) -> None:
    row = found[1, SEASON]
    assert (row["pbp_off_eff"], row["pbp_pace"], row["pbp_adj_net_eff"]) == (104.0, 71.0, 12.5)
    assert found[2, SEASON]["pbp_off_eff"] is None

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.gold import team_season_summary
from tests.gold.building import Row, box, built, by, game

DUKE, UNC, ELON, CHAMINADE = 1, 2, 3, 902
CONFERENCE = {"phase": "conference", "is_conference_game": True}
NEUTRAL = {"is_neutral_site": True}

OWN = {"fgm": 30, "fga": 60, "fg3m": 10, "fta": 20, "oreb": 10, "dreb": 25, "tov": 12}
OTHER = {"fgm": 25, "fga": 58, "fg3m": 6, "fta": 12, "oreb": 8, "dreb": 22, "tov": 14}
OVERTIME = {"fgm": 31, "fga": 70, "fg3m": 7, "fta": 15, "oreb": 12, "dreb": 28, "tov": 9}
OVERTIME_OTHER = {"fgm": 28, "fga": 66, "fg3m": 9, "fta": 22, "oreb": 9, "dreb": 27, "tov": 11}

GAMES = [
    game(1, "2023-11-01", DUKE, ELON, (99, 50), season_type="preseason"),
    game(2, "2023-11-06", DUKE, ELON, (80, 60)),
    game(3, "2023-11-20", CHAMINADE, DUKE, (70, 90), home_conference=None, **NEUTRAL),
    game(4, "2024-01-10", UNC, DUKE, (85, 84), **CONFERENCE),
    game(5, "2024-02-10", DUKE, UNC, (77, 70), **CONFERENCE),
    game(6, "2024-03-10", DUKE, UNC, (70, 71), phase="conference_tournament", is_conference_game=True, **NEUTRAL),
    game(7, "2024-03-15", DUKE, ELON, status="cancelled", home_points=0, away_points=0),
    game(8, "2024-03-16", DUKE, ELON),
    game(9, "2024-03-20", DUKE, None, (75, 60), season_type="postseason", phase="ncaa", **NEUTRAL),
    game(10, "2022-12-01", DUKE, ELON, (60, 50), season=2023),
]
BOXES = [
    box(1, DUKE, {**OWN, "fgm": 0}, OTHER),
    box(2, DUKE, OWN, OTHER),
    box(2, ELON, OTHER, OWN),
    box(4, DUKE, OVERTIME, OVERTIME_OTHER, game_minutes=45),
    # Turnovers unknown: out of possessions, but not out of shooting.
    box(5, DUKE, {**OWN, "tov": None}, OTHER),
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    teams = [
        {"team_id": team, "season": 2024, "team": name, "conference": "ACC", "is_division_1": True}
        for team, name in ((DUKE, "Duke"), (UNC, "North Carolina"))
    ]
    teams.append({"team_id": CHAMINADE, "season": 2024, "team": "Chaminade", "is_division_1": False})
    recruits = [
        {"recruit_id": 1, "year": 2023, "committed_to_team_id": DUKE, "rating": 0.1, "stars": 4},
        {"recruit_id": 2, "year": 2023, "committed_to_team_id": DUKE, "rating": 0.2, "stars": 5},
        {"recruit_id": 3, "year": 2023, "committed_to_team_id": DUKE, "rating": None, "stars": 3},
        {"recruit_id": 4, "year": 2024, "committed_to_team_id": DUKE, "rating": 9.9, "stars": 5},
        {"recruit_id": 5, "year": 2023, "committed_to_team_id": None, "rating": 9.9, "stars": 5},
    ]
    adjusted = {"offensive_rating": 120.0, "defensive_rating": 95.0, "net_rating": 25.0}
    summary = built(
        spark,
        team_season_summary,
        fct_games=GAMES,
        fct_game_teams=BOXES,
        dim_team_seasons=teams,
        fct_ratings_adjusted=[{"team_id": DUKE, "season": 2024, **adjusted}],
        fct_ratings_srs=[{"team_id": DUKE, "season": 2024, "rating": 19.5}],
        fct_recruiting_players=recruits,
    )
    return by(summary, "team_id", "season")


def record(row: Row, prefix: str = "") -> tuple[int, int]:
    return row[f"{prefix}wins"], row[f"{prefix}losses"]


def test_only_final_games_outside_the_preseason_count(found: dict[Any, Row]) -> None:
    duke = found[DUKE, 2024]
    assert duke["games_played"] == 6
    assert record(duke) == (4, 2)
    assert duke["win_pct"] == 4 / 6


def test_a_conference_tournament_is_no_part_of_the_conference_record(found: dict[Any, Row]) -> None:
    assert record(found[DUKE, 2024], "conf_") == (1, 1)
    assert found[DUKE, 2024]["conf_win_pct"] == 0.5
    assert record(found[UNC, 2024], "conf_") == (1, 1)


def test_the_listed_home_team_is_not_at_home_at_a_neutral_site(found: dict[Any, Row]) -> None:
    duke = found[DUKE, 2024]
    assert (record(duke, "home_"), record(duke, "away_"), record(duke, "neutral_")) == ((2, 0), (0, 1), (2, 1))


def test_a_team_outside_division_1_counts_and_has_a_row(found: dict[Any, Row]) -> None:
    chaminade = found[CHAMINADE, 2024]
    assert record(chaminade) == (0, 1)
    assert chaminade["is_division_1"] is False
    assert chaminade["conference"] is None


def test_a_win_over_an_unknown_team_is_a_win_and_makes_no_row_for_it(found: dict[Any, Row]) -> None:
    assert set(found) == {(DUKE, 2024), (UNC, 2024), (ELON, 2024), (CHAMINADE, 2024), (DUKE, 2023), (ELON, 2023)}


def test_a_team_without_a_conference_game_has_no_conference_win_pct(found: dict[Any, Row]) -> None:
    assert record(found[ELON, 2024], "conf_") == (0, 0)
    assert found[ELON, 2024]["conf_win_pct"] is None


def test_points_per_game_come_from_final_scores(found: dict[Any, Row]) -> None:
    duke = found[DUKE, 2024]
    assert duke["ppg"] == (80 + 90 + 84 + 77 + 70 + 75) / 6
    assert duke["opp_ppg"] == (60 + 70 + 85 + 70 + 71 + 60) / 6
    assert duke["margin"] == (476 - 416) / 6


def test_the_four_factors_are_ratios_of_sums(found: dict[Any, Row]) -> None:
    duke = found[DUKE, 2024]
    assert duke["games_with_box"] == 3
    # Two boxes have possessions: 60-10+12+.475*20 and 58-8+14+.475*12, then with overtime 70-12+9+.475*15 and
    # 66-9+11+.475*22; the possessions of a game are the mean of both sides'.
    possessions = (71.5 + 69.7) / 2 + (74.125 + 78.45) / 2
    assert duke["efg_pct"] == pytest.approx((30 + 31 + 30 + 0.5 * (10 + 7 + 10)) / (60 + 70 + 60), rel=1e-12)
    assert duke["opp_efg_pct"] == pytest.approx((25 + 28 + 25 + 0.5 * (6 + 9 + 6)) / (58 + 66 + 58), rel=1e-12)
    assert duke["tov_ratio"] == pytest.approx((12 + 9) / possessions, rel=1e-12)
    assert duke["opp_tov_ratio"] == pytest.approx((14 + 11) / possessions, rel=1e-12)
    assert duke["oreb_pct"] == pytest.approx(32 / (32 + 22 + 27 + 22), rel=1e-12)
    assert duke["opp_oreb_pct"] == pytest.approx(25 / (25 + 25 + 28 + 25), rel=1e-12)
    assert duke["ft_rate"] == pytest.approx(55 / 190, rel=1e-12)
    assert duke["opp_ft_rate"] == pytest.approx(46 / 182, rel=1e-12)
    # An overtime makes the game longer, not faster.
    assert duke["pace"] == pytest.approx(40 * possessions / 85, rel=1e-12)


def test_both_teams_of_a_game_have_its_pace(found: dict[Any, Row]) -> None:
    assert found[ELON, 2024]["pace"] == pytest.approx((71.5 + 69.7) / 2, rel=1e-12)


def test_a_team_without_a_box_has_no_factors(found: dict[Any, Row]) -> None:
    chaminade = found[CHAMINADE, 2024]
    assert (chaminade["games_with_box"], chaminade["efg_pct"], chaminade["pace"]) == (0, None, None)


def test_the_recruiting_class_is_that_of_the_year_before(found: dict[Any, Row]) -> None:
    duke = found[DUKE, 2024]
    # As decimals 0.1 and 0.2 have a mean of 0.15; as doubles they have not.
    assert duke["recruiting_avg_rating"] == 0.15
    assert (duke["recruiting_top_star"], duke["recruiting_class_size"]) == (5, 3)
    assert found[UNC, 2024]["recruiting_class_size"] is None


def test_ratings_are_those_of_the_season(found: dict[Any, Row]) -> None:
    names = ("adj_off_rating", "adj_def_rating", "adj_net_rating", "srs_rating")
    assert [found[DUKE, 2024][name] for name in names] == [120.0, 95.0, 25.0, 19.5]
    assert [found[DUKE, 2023][name] for name in names] == [None] * 4

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.gold import player_season_impact
from tests.gold.building import Row, box, built, by, game

DUKE, UNC = 1, 2
GAMES = [
    game(1, "2023-11-06", DUKE, UNC, (80, 70)),
    game(2, "2023-11-10", UNC, DUKE, (75, 72)),
    game(3, "2023-11-20", UNC, DUKE, (75, 72), home_conference="ACC"),
    game(4, "2023-10-20", DUKE, UNC, (80, 70), season_type="preseason"),
    game(5, "2023-12-20", DUKE, UNC, status="in_progress"),
]
TEAM = {"fga": 60, "fta": 20, "tov": 12}
BOXES = [
    *(box(number, team, TEAM, TEAM) for number in (1, 4, 5) for team in (DUKE, UNC)),
    box(2, DUKE, {**TEAM, "fga": 70}, TEAM, game_minutes=45),
    # Game 2 of the other team has no box, game 3 no turnovers.
    box(3, UNC, {**TEAM, "tov": None}, TEAM),
]


def line(game_id: int, team: int, source: str, minutes: int | None, **counts: Any) -> Row:
    zero = dict.fromkeys(("points", "field_goals_attempted", "free_throws_attempted", "turnovers"), 0)
    who = {"athlete_source_id": source, "name": f"Box {source}", "position": "", "is_starter": False}
    return {"game_id": game_id, "team_id": team, "season": 2024, "minutes": minutes} | zero | who | counts


PLAYERS = [
    line(1, DUKE, "100", 30, points=20, is_starter=True, position="G", field_goals_made=7, field_goals_attempted=14)
    | {"three_point_field_goals_made": 2, "three_point_field_goals_attempted": 5, "free_throws_made": 4}
    | {"free_throws_attempted": 6, "turnovers": 3, "assists": 6, "steals": 2, "blocks": 1, "fouls": 4}
    | {"rebounds_total": 9, "rebounds_offensive": 2, "rebounds_defensive": 7},
    line(2, DUKE, "100", 40, points=11, field_goals_made=5, field_goals_attempted=12, turnovers=1, assists=2),
    line(4, DUKE, "100", 40, points=50),
    line(5, DUKE, "100", 40, points=50),
    # A transfer: 20 minutes for Duke, then 25 and 10 for Carolina.
    line(1, DUKE, "200", 20, points=10),
    line(2, UNC, "200", 25, points=4, field_goals_attempted=5),
    line(3, UNC, "200", 10, points=2, field_goals_attempted=5),
    # Listed with 0 minutes, once with a rebound, once without minutes at all.
    line(1, DUKE, "300", 0, rebounds_total=1),
    line(2, DUKE, "300", None),
    line(1, UNC, "400", 2),
    line(1, UNC, "500", 2),
    line(1, UNC, "abc", 2),
    # Listed for both teams of one game.
    line(1, DUKE, "700", 12, points=8),
    line(1, UNC, "700", 30, points=20),
    # As many minutes and games for both teams.
    line(1, UNC, "600", 10),
    line(2, DUKE, "600", 10),
]
STATS = [
    {"season": 2024, "team_id": DUKE, "athlete_id": 7, "athlete_source_id": "100", "name": "Ann Ace", "position": "F"},
    {"season": 2024, "team_id": DUKE, "athlete_id": 8, "athlete_source_id": "200", "name": "Bo Both", "position": "G"},
    {"season": 2024, "team_id": UNC, "athlete_id": 8, "athlete_source_id": "200", "name": "Bo Both", "position": "G"},
]
ROSTERS = [
    {"season": 2024, "team_id": DUKE, "athlete_id": 7, "athlete_source_id": "100", "name": "Other", "position": "C"},
    {"season": 2024, "team_id": UNC, "athlete_id": 8, "athlete_source_id": "200", "name": "Bo Both", "position": ""},
    # The API's athlete 400 is another player than the feed's 400.
    {"season": 2024, "team_id": UNC, "athlete_id": 400, "athlete_source_id": "999", "name": "Else", "position": "C"},
    {"season": 2023, "team_id": UNC, "athlete_id": 500, "athlete_source_id": "998", "name": "Past", "position": "C"},
]
RECRUITS = [
    {"recruit_id": 1, "year": 2020, "athlete_id": 7, "stars": 5, "rating": 99.0, "ranking": 1},
    {"recruit_id": 2, "year": 2022, "athlete_id": 7, "stars": 3, "rating": 80.0, "ranking": 200},
    {"recruit_id": 3, "year": 2022, "athlete_id": 7, "stars": 3, "rating": 79.0, "ranking": 210},
    {"recruit_id": 4, "year": 2023, "athlete_id": 500, "stars": 4, "rating": 90.0, "ranking": 50},
    {"recruit_id": 5, "year": 2023, "athlete_id": None, "stars": 4, "rating": 90.0, "ranking": 50},
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    players = built(
        spark,
        player_season_impact,
        fct_games=GAMES,
        fct_game_players=PLAYERS,
        fct_game_teams=BOXES,
        fct_player_season_stats=STATS,
        fct_rosters=ROSTERS,
        fct_recruiting_players=RECRUITS,
    )
    return by(players, "athlete_source_id")


def test_sums_are_over_final_games_outside_the_preseason(found: dict[Any, Row]) -> None:
    ace = found["100"]
    assert [ace[name] for name in ("games", "starts", "minutes", "points")] == [2, 1, 70.0, 31]
    names = (
        "rebounds",
        "assists",
        "steals",
        "blocks",
        "turnovers",
        "fouls",
        "fgm",
        "fga",
        "fg3m",
        "fg3a",
        "ftm",
        "fta",
    )
    assert [ace[name] for name in names] == [9, 8, 2, 1, 4, 4, 12, 26, 2, 5, 4, 6]


def test_rates_are_ratios_of_sums(found: dict[Any, Row]) -> None:
    expected = {
        "mpg": 35.0,
        "ppg": 15.5,
        "rpg": 4.5,
        "apg": 4.0,
        "fg_pct": 12 / 26,
        "fg3_pct": 2 / 5,
        "ft_pct": 4 / 6,
        "efg_pct": 13 / 26,
        "true_shooting": 31 / (2 * (26 + 0.475 * 6)),
        "per_40_pts": 40 * 31 / 70,
        "per_40_reb": 40 * 9 / 70,
        "per_40_ast": 40 * 8 / 70,
        "ast_to_ratio": 2.0,
    }
    for name, value in expected.items():
        assert found["100"][name] == pytest.approx(value, rel=1e-12), name


def test_usage_is_against_the_team_in_the_games_that_he_played(found: dict[Any, Row]) -> None:
    own = 26 + 0.475 * 6 + 4
    team = (60 + 70) + 0.475 * 40 + 24
    # Five times 40 and 45 minutes of a team, divided by five.
    assert found["100"]["usage_rate"] == pytest.approx(own * (5 * 85 / 5) / (70 * team), rel=1e-12)


def test_a_game_without_a_whole_team_box_is_in_no_part_of_usage(found: dict[Any, Row]) -> None:
    # Of his three games only the first has the team's counts, and there he did nothing.
    assert found["200"]["usage_rate"] == 0.0


def test_a_transfer_is_one_player_with_the_team_of_most_minutes(found: dict[Any, Row]) -> None:
    both = found["200"]
    assert [both[name] for name in ("athlete_id", "games", "minutes", "points", "n_teams")] == [8, 3, 55.0, 16, 2]
    # The conference is that of his last game for the team.
    assert (both["team_id"], both["team"], both["conference"]) == (UNC, "Team 2", "ACC")
    assert found["600"]["team_id"] == DUKE


def test_one_who_is_listed_for_both_teams_of_a_game_played_once(found: dict[Any, Row]) -> None:
    twice = found["700"]
    assert [twice[name] for name in ("games", "points", "n_teams", "team_id")] == [1, 20, 1, UNC]


def test_season_statistics_name_a_player_before_rosters_and_the_box(found: dict[Any, Row]) -> None:
    assert (found["100"]["name"], found["100"]["position"]) == ("Ann Ace", "F")
    assert (found["500"]["name"], found["500"]["position"]) == ("Box 500", None)


def test_minutes_make_a_game(found: dict[Any, Row]) -> None:
    listed = found["300"]
    assert [listed[name] for name in ("games", "minutes", "rebounds")] == [0, 0.0, 1]
    names = ("mpg", "ppg", "rpg", "per_40_reb", "usage_rate", "fg_pct", "efg_pct", "true_shooting", "ast_to_ratio")
    assert [listed[name] for name in names] == [None] * 9


def test_an_unmapped_player_keeps_the_number_of_the_feed(found: dict[Any, Row]) -> None:
    # The athlete 500 of another season is not known in this one.
    assert (found["500"]["athlete_id"], found["500"]["is_athlete_id_inferred"]) == (500, True)
    assert found["100"]["is_athlete_id_inferred"] is False


def test_an_unmapped_player_never_takes_the_id_of_another_athlete(found: dict[Any, Row]) -> None:
    assert (found["400"]["athlete_id"], found["400"]["is_athlete_id_inferred"]) == (-400, True)
    assert found["abc"]["athlete_id"] < -(2**61)


def test_a_recruit_is_known_by_his_latest_class(found: dict[Any, Row]) -> None:
    names = ("recruiting_rank", "recruiting_stars", "recruiting_rating")
    assert [found["100"][name] for name in names] == [200, 3, 80.0]
    # The feed's 500 is not the API's 500.
    assert [found["500"][name] for name in names] == [None] * 3


def test_fewer_than_a_hundred_minutes_are_a_small_sample(found: dict[Any, Row]) -> None:
    assert all(row["is_small_sample"] for row in found.values())

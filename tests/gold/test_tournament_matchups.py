from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import pytest

from cbbd_spark.gold import tournament_matchups
from cbbd_spark.spec.table import Role
from tests.gold.building import Row, built, by, game

NCAA = {"season_type": "postseason", "phase": "ncaa", "is_neutral_site": True}
DUKE, UNC, ELON, UNRATED = 1, 2, 3, 4


def entry(team: int, seed: int | None, net: float | None, tempo: float | None, season: int = 2024, **more: Any) -> Row:
    known = {"team": f"School {team}", "conference": "ACC", "mean_adj_tempo": 68.0, "first_game_date": "2024-03-21"}
    return {"season": season, "team_id": team, "seed": seed, "adj_net": net, "adj_tempo": tempo, **known, **more}


BRACKET = [
    entry(DUKE, 1, 35.0, 66.0),
    # Its eve was another one, and all teams were a little faster then.
    entry(UNC, 2, 20.5, 74.0, mean_adj_tempo=68.5),
    entry(ELON, 16, -12.25, 70.0),
    entry(UNRATED, None, None, None, mean_adj_tempo=None),
    entry(DUKE, 4, 15.0, 68.0, season=2023),
    entry(ELON, 5, 15.0, 68.0, season=2023),
]
GAMES = [
    game(1, "2024-03-21", DUKE, ELON, (90, 50), **NCAA),
    game(2, "2024-03-23", UNC, DUKE, (71, 70), **NCAA),
    game(3, "2024-01-10", ELON, UNC, (71, 70), phase="conference"),
    game(4, "2024-03-25", UNC, UNRATED, **NCAA),
    game(5, "2024-03-22", UNRATED, None, (80, 70), **NCAA),
    game(6, "2023-03-20", DUKE, ELON, status="cancelled", season=2023, **NCAA),
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    rows = built(spark, tournament_matchups, tournament_bracket_features=BRACKET, fct_games=GAMES)
    return by(rows, "season", "team_id", "opponent_id")


def test_every_two_teams_of_a_season_make_two_rows(found: dict[Any, Row]) -> None:
    pairs = permutations((DUKE, UNC, ELON, UNRATED), 2)
    assert set(found) == {(2024, *pair) for pair in pairs} | {(2023, DUKE, ELON), (2023, ELON, DUKE)}


def test_each_side_has_its_own_seed_and_rating(found: dict[Any, Row]) -> None:
    row = found[2024, DUKE, ELON]
    assert (row["team_name"], row["team_seed"], row["team_adj_net"]) == ("School 1", 1, 35.0)
    assert (row["opp_name"], row["opp_seed"], row["opp_adj_net"]) == ("School 3", 16, -12.25)


def test_the_margin_is_of_the_possessions_that_both_tempos_make(found: dict[Any, Row]) -> None:
    row = found[2024, DUKE, ELON]
    assert row["expected_possessions"] == 66 + 70 - 68
    assert row["expected_margin"] == (35 + 12.25) * 68 / 100
    assert found[2024, DUKE, UNC]["expected_possessions"] == 66 + 74 - (68 + 68.5) / 2


def test_the_probability_is_of_a_normal_error_of_eleven_points(found: dict[Any, Row]) -> None:
    for row in found.values():
        if UNRATED not in {row["team_id"], row["opponent_id"]}:
            expected = math.erfc(-row["expected_margin"] / 11 / math.sqrt(2)) / 2
            assert row["win_probability"] == pytest.approx(expected, rel=1e-12)
    assert found[2024, DUKE, ELON]["win_probability"] > found[2024, DUKE, UNC]["win_probability"] > 0.5
    assert found[2023, DUKE, ELON]["win_probability"] == 0.5


def test_both_sides_of_a_pair_add_up_to_one(found: dict[Any, Row]) -> None:
    for (season, team, opponent), own in found.items():
        other = found[season, opponent, team]
        assert own["expected_possessions"] == other["expected_possessions"]
        if own["win_probability"] is not None:
            assert own["expected_margin"] == -other["expected_margin"]
            assert abs(own["win_probability"] + other["win_probability"] - 1) < 1e-15


def test_without_a_rating_there_are_no_odds(found: dict[Any, Row]) -> None:
    names = ("expected_possessions", "expected_margin", "win_probability")
    for pair in ((DUKE, UNRATED), (UNRATED, DUKE)):
        assert [found[2024, *pair][name] for name in names] == [None] * 3


def test_only_a_final_game_of_the_tournament_is_an_outcome(found: dict[Any, Row]) -> None:
    labels = [column.name for column in tournament_matchups.TABLE.columns if column.role is Role.OUTCOME]
    assert labels == ["met_game_id", "met_date", "team_score", "opp_score", "team_win"]
    won, lost = found[2024, UNC, DUKE], found[2024, DUKE, UNC]
    assert [won[name] for name in labels if name != "met_date"] == [2, 71, 70, True]
    assert [lost[name] for name in labels if name != "met_date"] == [2, 70, 71, False]
    assert won["met_date"].day == 23
    for pair in ((2024, UNC, ELON), (2024, UNC, UNRATED), (2023, DUKE, ELON)):
        assert [found[pair][name] for name in labels] == [None] * len(labels)

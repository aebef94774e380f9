from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.gold import team_defense_game_summary, team_offense_game_summary
from tests.gold.acc_season import AccSeason, Record
from tests.gold.building import Row, box, built, by, game

DUKE, UNC = 1, 2
OWN = {"fgm": 30, "fga": 60, "fg3m": 10, "fg3a": 25, "ftm": 15, "fta": 20, "oreb": 10, "dreb": 25, "tov": 12}
OTHER = {"fgm": 25, "fga": 58, "fg3m": 6, "fg3a": 18, "ftm": 9, "fta": 12, "oreb": 8, "dreb": 22, "tov": 14}
NOTHING = dict.fromkeys(OWN, 0)
OVERTIME, WITHOUT_BOX, TO_COME, PRESEASON, EMPTY_BOX, UNKNOWN_TEAM = 1, 2, 3, 4, 5, 6
GAMES = [
    game(OVERTIME, "2023-11-06", DUKE, UNC, (85, 65), is_neutral_site=True),
    game(WITHOUT_BOX, "2023-11-07", DUKE, UNC, (70, 70)),
    game(TO_COME, "2024-03-09", DUKE, UNC),
    game(PRESEASON, "2023-10-20", DUKE, UNC, (90, 60), season_type="preseason"),
    game(EMPTY_BOX, "2023-11-08", UNC, DUKE, (71, 70)),
    game(UNKNOWN_TEAM, "2023-11-09", UNC, None, (71, 70)),
]
MORE = {"game_minutes": 45, "assists": 18, "steals": 9, "blocks": 4, "opponent_assists": 10, "api_possessions": 70.5}
BOXES = [
    box(OVERTIME, DUKE, OWN, OTHER, **MORE),
    box(OVERTIME, UNC, OTHER, OWN, game_minutes=45),
    *(box(TO_COME, team, OWN, OTHER) for team in (DUKE, UNC)),
    *(box(PRESEASON, team, OWN, OTHER) for team in (DUKE, UNC)),
    *(box(EMPTY_BOX, team, NOTHING, NOTHING) for team in (DUKE, UNC)),
]
POSSESSIONS = (60 - 10 + 12 + 0.475 * 20 + 58 - 8 + 14 + 0.475 * 12) / 2


@pytest.fixture(scope="module")
def offense(spark: Any) -> dict[Any, Row]:
    return by(built(spark, team_offense_game_summary, fct_games=GAMES, fct_game_teams=BOXES), "game_id", "team_id")


@pytest.fixture(scope="module")
def defense(spark: Any) -> dict[Any, Row]:
    return by(built(spark, team_defense_game_summary, fct_games=GAMES, fct_game_teams=BOXES), "game_id", "team_id")


def test_both_known_sides_of_a_final_game_have_a_row(offense: dict[Any, Row], defense: dict[Any, Row]) -> None:
    sides = {(number, team) for number in (OVERTIME, WITHOUT_BOX, EMPTY_BOX) for team in (DUKE, UNC)}
    assert set(offense) == set(defense) == sides | {(UNKNOWN_TEAM, UNC)}


def test_possessions_are_the_mean_of_both_sides_and_the_same_on_both_rows(offense: dict[Any, Row]) -> None:
    for team in (DUKE, UNC):
        assert offense[OVERTIME, team]["possessions"] == pytest.approx(POSSESSIONS, rel=1e-12)
        assert offense[OVERTIME, team]["pace"] == pytest.approx(40 * POSSESSIONS / 45, rel=1e-12)
    assert offense[OVERTIME, DUKE]["possessions"] == offense[OVERTIME, UNC]["possessions"]
    assert offense[OVERTIME, DUKE]["api_possessions"] == 70.5


def test_rates_of_an_offence(offense: dict[Any, Row]) -> None:
    expected = {
        "points": 85,
        "margin": 20,
        "team_win": True,
        "off_rating": 100 * 85 / POSSESSIONS,
        "efg_pct": 35 / 60,
        "tov_ratio": 12 / POSSESSIONS,
        "oreb_pct": 10 / 32,
        "ft_rate": 20 / 60,
        "fg_pct": 0.5,
        "fg2m": 20,
        "fg2a": 35,
        "fg2_pct": 20 / 35,
        "fg3_pct": 10 / 25,
        "fg3_share": 25 / 60,
        "ft_pct": 15 / 20,
        "true_shooting": 85 / (2 * (60 + 0.475 * 20)),
        "ast_pct": 18 / 30,
        "ast_to_ratio": 18 / 12,
    }
    row = offense[OVERTIME, DUKE]
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)


def test_what_one_allows_is_what_the_other_does(offense: dict[Any, Row], defense: dict[Any, Row]) -> None:
    for own, other in ((DUKE, UNC), (UNC, DUKE)):
        allowed, did = defense[OVERTIME, own], offense[OVERTIME, other]
        assert allowed["def_rating"] == did["off_rating"]
        for name in ("efg_pct", "tov_ratio", "oreb_pct", "ft_rate", "fg2_pct", "fg3_pct", "ft_pct", "true_shooting"):
            assert allowed[f"opp_{name}"] == did[name]
        assert allowed["dreb_pct"] == pytest.approx(1 - did["oreb_pct"], rel=1e-12)


def test_steals_are_of_possessions_and_blocks_of_twos(defense: dict[Any, Row]) -> None:
    row = defense[OVERTIME, DUKE]
    assert row["stl_ratio"] == pytest.approx(9 / POSSESSIONS, rel=1e-12)
    assert row["blk_pct"] == 4 / (58 - 18)
    assert (row["opp_assists"], row["opp_turnovers"]) == (10, 14)


def test_a_game_without_a_box_has_its_score_alone(offense: dict[Any, Row], defense: dict[Any, Row]) -> None:
    for row in (offense[WITHOUT_BOX, DUKE], defense[WITHOUT_BOX, DUKE]):
        assert (row["points"], row["opp_points"], row["margin"], row["team_win"]) == (70, 70, 0, None)
        assert (row["has_box"], row["possessions"], row["pace"]) == (False, None, None)
    assert offense[WITHOUT_BOX, DUKE]["off_rating"] is None


def test_an_empty_box_divides_by_nothing(offense: dict[Any, Row], defense: dict[Any, Row]) -> None:
    row = offense[EMPTY_BOX, DUKE]
    assert (row["has_box"], row["possessions"], row["pace"]) == (True, 0.0, 0.0)
    rates = ("off_rating", "efg_pct", "tov_ratio", "oreb_pct", "ft_rate", "fg_pct", "fg2_pct", "true_shooting")
    assert [row[name] for name in rates] == [None] * 8
    assert defense[EMPTY_BOX, DUKE]["def_rating"] is None


def test_a_side_is_told_from_the_other(offense: dict[Any, Row]) -> None:
    row = offense[OVERTIME, UNC]
    assert (row["team"], row["opponent_id"], row["opponent"], row["is_home"]) == ("Team 2", DUKE, "Team 1", False)


def of_side(stats: Record) -> float:
    return (
        stats["fieldGoals"]["attempted"]
        - stats["rebounds"]["offensive"]
        + stats["turnovers"]["total"]
        + 0.475 * stats["freeThrows"]["attempted"]
    )


def test_the_real_season_follows_from_its_records(spark: Any, acc: AccSeason) -> None:
    inputs = {name: list(getattr(acc, name)()) for name in ("fct_games", "fct_game_teams")}
    offense = by(built(spark, team_offense_game_summary, **inputs), "game_id", "team_id")
    defense = by(built(spark, team_defense_game_summary, **inputs), "game_id", "team_id")
    assert len(offense) == len(defense) == 2 * len(acc.finals)
    for record in acc.team_boxes:
        final = acc.finals[record["gameId"]]
        key = record["gameId"], record["teamId"]
        is_home = final["homeTeamId"] == record["teamId"]
        points, allowed = final["homePoints"], final["awayPoints"]
        if not is_home:
            points, allowed = allowed, points
        own, other = record["teamStats"], record["opponentStats"]
        possessions = (of_side(own) + of_side(other)) / 2
        shots, threes, free = (own[kind] for kind in ("fieldGoals", "threePointFieldGoals", "freeThrows"))
        expected = {
            "points": points,
            "possessions": possessions,
            "pace": 40 * possessions / record["gameMinutes"],
            "off_rating": 100 * points / possessions,
            "efg_pct": (shots["made"] + threes["made"] / 2) / shots["attempted"],
            "tov_ratio": own["turnovers"]["total"] / possessions,
            "oreb_pct": own["rebounds"]["offensive"] / (own["rebounds"]["offensive"] + other["rebounds"]["defensive"]),
            "ft_rate": free["attempted"] / shots["attempted"],
            "fg2_pct": own["twoPointFieldGoals"]["made"] / own["twoPointFieldGoals"]["attempted"],
        }
        assert {name: offense[key][name] for name in expected} == pytest.approx(expected, rel=1e-9)
        theirs, threes = other["fieldGoals"], other["threePointFieldGoals"]
        expected = {
            "opp_points": allowed,
            "def_rating": 100 * allowed / possessions,
            "opp_efg_pct": (theirs["made"] + threes["made"] / 2) / theirs["attempted"],
            "opp_tov_ratio": other["turnovers"]["total"] / possessions,
            "opp_ft_rate": other["freeThrows"]["attempted"] / theirs["attempted"],
            "dreb_pct": own["rebounds"]["defensive"] / (own["rebounds"]["defensive"] + other["rebounds"]["offensive"]),
        }
        assert {name: defense[key][name] for name in expected} == pytest.approx(expected, rel=1e-9)

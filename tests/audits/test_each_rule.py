"""Every rule names what breaks it, and nothing else: a league in which one thing is spoiled at a time."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from tests.audits.judging import MODULES, Verdicts, broken, verdicts
from tests.audits.made_up_league import HOME, Rows, away, drop, league, of_away, of_home, only_game, pick
from tests.gold.building import silver

STRANGER = 99


def spoil(rows: Rows) -> dict[str, set[tuple[Any, ...]]]:
    """Spoils one thing in each game and returns what each rule must find."""

    def change(table: str, number: int, where: Any = lambda _: True, **new: Any) -> None:
        for row in pick(rows, table, number, where):
            row.update(new)

    def add(table: str, number: int, where: Any, **new: Any) -> None:
        rows[table].append(pick(rows, table, number, where)[0] | new)

    # What may be: a rule is told from its tolerance.
    pick(rows, "fct_game_players", 1)[0]["minutes"] = 35
    change("fct_game_teams", 1, of_home, turnovers_total=15)
    change("fct_game_teams", 1, of_away, opponent_turnovers_total=15)
    change("fct_games", 2, home_elo_start=1503)

    pick(rows, "fct_game_periods", 2, of_home)[0]["points"] += 1
    change("fct_game_teams", 3, of_away, points_total=61)
    change("fct_game_teams", 3, of_home, opponent_points_total=61)
    pick(rows, "fct_game_players", 4, of_home)[0]["points"] += 1
    change("fct_plays", 5, lambda play: play["play_id"] == 503, home_score=69)
    change("fct_plays", 6, lambda play: play["play_id"] == 603, home_score=60)
    add("fct_plays", 7, of_away, team_id=STRANGER, play_id=709)
    add("fct_game_teams", 8, of_away, team_id=STRANGER)
    add("fct_game_players", 9, of_away, team_id=STRANGER)
    add("fct_substitutions", 10, of_away, team_id=STRANGER)
    add("fct_game_periods", 10, of_away, team_id=STRANGER)
    add("fct_game_lineups", 10, of_away, team_id=STRANGER)
    change("fct_lines", 11, home_team_id=away(11), away_team_id=HOME)
    change("fct_game_teams", 12, of_away, is_home=True)
    pick(rows, "fct_game_players", 13, of_home)[0]["is_home"] = False
    change("fct_plays", 14, of_away, is_home_team=True)
    pick(rows, "fct_game_players", 15, of_home)[0]["minutes"] = 34
    change("fct_game_teams", 16, of_home, turnovers_total=16)
    change("fct_game_teams", 16, of_away, opponent_turnovers_total=16)
    change("fct_game_teams", 17, of_home, opponent_turnovers_total=13)
    drop(rows, "fct_game_teams", 18, of_away)
    drop(rows, "fct_game_players", 19, of_away)
    for table in ("fct_plays", "fct_lines", "market_lines_analysis"):
        drop(rows, table, 19)
    for number in (20, 21):
        for table in set(rows) - {"fct_games", "dim_team_seasons", "team_season_summary", "game_predictions_features"}:
            drop(rows, table, number)
    change("fct_games", 20, home_points=0, away_points=0, winner_team_id=None)
    _play_again(rows)
    change("fct_games", 25, home_elo_start=1527)
    rows["dim_team_seasons"] = [row for row in rows["dim_team_seasons"] if row["team_id"] != away(23)]
    change("fct_lines", 24, game_date="2024-01-25")
    change("fct_game_media", 24, season=2023)
    _record(rows, away(25), wins=1)
    drop(rows, "game_predictions_features", 26, of_home)
    drop(rows, "market_lines_analysis", 27)
    change("market_lines_analysis", 28, home_margin=None)
    _outside(rows)
    return {
        "final_score_is_that_of_the_periods": {(2, HOME)},
        "final_score_is_that_of_the_team_box": {(3, away(3))},
        "final_score_is_that_of_the_players": {(4, HOME)},
        "final_score_is_that_of_the_last_play": {(5,), (6,)},
        "winner_leads_after_the_last_play": {(6,)},
        "plays_are_of_the_teams_of_their_game": {(7, STRANGER)},
        "team_boxes_are_of_the_teams_of_their_game": {(8, STRANGER)},
        "player_boxes_are_of_the_teams_of_their_game": {(9, STRANGER)},
        "substitutions_are_of_the_teams_of_their_game": {(10, STRANGER)},
        "periods_are_of_the_teams_of_their_game": {(10, STRANGER)},
        "game_lineups_are_of_the_teams_of_their_game": {(10, STRANGER)},
        "lines_are_of_the_teams_of_their_game": {(11, "book")},
        "team_boxes_know_who_is_at_home": {(12, away(12))},
        "player_boxes_know_who_is_at_home": {(13, HOME)},
        "plays_know_who_is_at_home": {(14, away(14))},
        "minutes_of_players_fill_the_game": {(15, HOME)},
        "possessions_of_both_sides_are_close": {(16,)},
        "both_box_scores_say_the_same": {(17, HOME)},
        "final_games_have_team_boxes": {(8,), (18,), (20,), (21,)},
        "final_games_have_player_boxes": {(9,), (19,), (20,), (21,)},
        "final_games_have_plays": {(19,), (20,), (21,)},
        "final_games_have_lines": {(19,), (20,), (21,)},
        "final_games_have_points": {(20,)},
        "no_game_is_there_twice": {(1,), (21,)},
        "elo_goes_on_from_game_to_game": {(25, HOME)},
        "teams_of_games_are_in_their_season": {(23, away(23))},
        "facts_are_of_the_day_of_their_game": {("fct_lines", 24), ("fct_game_media", 24)},
        "seasons_are_of_like_size": set(),
        "summaries_count_every_final_game": {(away(25), 2024)},
        "games_have_features_of_both_sides": {(26,)},
        "lines_are_analysed": {(27, "book"), (28, "book")},
    }


def _play_again(rows: Rows) -> None:
    """Game 21 is game 1 under another id, with home and away swapped; game 20 has no winner."""
    swapped = {"home_team_id": away(1), "away_team_id": HOME, "home_points": 60, "away_points": 70}
    for row in pick(rows, "fct_games", 21):
        row.update(swapped, game_date="2024-01-01", home_elo_start=None, home_elo_end=None, away_elo_start=None)
        row["away_elo_end"] = None
    _record(rows, HOME, wins=27)
    _record(rows, away(20), losses=0)
    _record(rows, away(1), losses=2)
    rows["team_season_summary"] = [row for row in rows["team_season_summary"] if row["team_id"] != away(21)]


def _record(rows: Rows, team: int, **counts: int) -> None:
    (summary,) = (row for row in rows["team_season_summary"] if row["team_id"] == team)
    summary.update(counts)


def _outside(rows: Rows) -> None:
    """Games with nothing beside them of which no rule can ask more, and one that has an unknown team."""
    alone = {"home_elo_start": None, "away_elo_start": None, "winner_team_id": None}
    known = {"home_team_id": 2, "away_team_id": 3}
    not_played = {"status": "postponed", "home_points": None, "away_points": None}
    rows["fct_games"] += [
        only_game(29, **alone, **not_played, home_team_id=None),
        only_game(30, **alone, **known, season_type="preseason"),
        # Of this season nobody asked anything but the games.
        only_game(31, **alone, **known, season=2020, game_date="2020-01-31", start_at="2020-01-31T20:00:00Z"),
    ]
    seasons = [{"team_id": team, "season": 2020, "is_division_1": True} for team in (2, 3)]
    rows["dim_team_seasons"] += [*seasons, {"team_id": away(29), "season": 2024, "is_division_1": False}]
    rows["team_season_summary"] += [
        {"team_id": 2, "season": 2020, "wins": 1, "losses": 0},
        {"team_id": 3, "season": 2020, "wins": 0, "losses": 1},
    ]
    rows["game_predictions_features"] += [{"game_id": 31, "team_id": team, "season": 2020} for team in (2, 3)]


@pytest.fixture(scope="module")
def expected() -> dict[str, set[tuple[Any, ...]]]:
    return spoil(league(range(1, 29)))


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, Verdicts]:
    rows = league(range(1, 29))
    spoil(rows)
    tables = {table.name: table for module in MODULES for table in module.AUDIT.inputs}
    return verdicts({name: silver(spark, table, rows[name]) for name, table in tables.items()})


def test_every_audit_is_spoiled_here(expected: dict[str, set[tuple[Any, ...]]]) -> None:
    assert set(expected) == {module.AUDIT.name for module in MODULES}


@pytest.mark.parametrize("name", [module.AUDIT.name for module in MODULES])
def test_a_rule_finds_what_breaks_it_and_nothing_else(
    name: str, found: dict[str, Verdicts], expected: dict[str, set[tuple[Any, ...]]]
) -> None:
    assert broken(found[name]) == {tuple(map(str, key)) for key in expected[name]}
    if name != "seasons_are_of_like_size":
        assert True in found[name].values()


def test_what_nobody_asked_for_cannot_be_judged(found: dict[str, Verdicts]) -> None:
    for name in ("team_boxes", "player_boxes", "plays", "lines"):
        assert found[f"final_games_have_{name}"]["31",] is None


def test_games_of_the_preseason_need_nothing_beside_them(found: dict[str, Verdicts]) -> None:
    for name in ("team_boxes", "player_boxes", "plays", "lines"):
        assert ("30",) not in found[f"final_games_have_{name}"]


def test_a_missing_row_is_for_one_rule_only(found: dict[str, Verdicts]) -> None:
    assert found["both_box_scores_say_the_same"]["18", str(HOME)] is None
    assert found["final_score_is_that_of_the_last_play"]["19",] is None
    assert found["final_score_is_that_of_the_players"]["19", str(away(19))] is None

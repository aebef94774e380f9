from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from cbbd_spark.gold import upcoming_player_game_context
from tests.gold.acc_season import AccSeason, evening
from tests.gold.building import Row, box, built, by, game

DUKE, UNC, ELON = 1, 2, 3
NEXT, DERBY, EARLY = 20, 21, 22
GAMES = [
    *(game(n, f"2023-11-{n + 5:02}", DUKE, ELON, (80, 60)) for n in range(1, 8)),
    game(8, "2023-11-20", UNC, ELON, (80, 60)),
    # Not known on the eve of EARLY.
    game(9, "2023-11-22", DUKE, UNC, (80, 60)),
    game(EARLY, "2023-11-06", DUKE, UNC),
    game(NEXT, "2023-11-22", DUKE, ELON, is_neutral_site=True),
    game(DERBY, "2023-11-24", UNC, DUKE),
    game(23, "2023-11-25", DUKE, ELON, status="cancelled"),
    game(30, "2022-11-25", DUKE, ELON, (80, 60), season=2023),
]
TEAM = {"fga": 60, "fta": 20, "tov": 12}
BOXES = [box(n, DUKE, TEAM, TEAM) for n in range(1, 8) if n != 3]


def line(game_id: int, team: int, source: str, minutes: int | None, **counts: Any) -> Row:
    zero = dict.fromkeys(
        ("points", "field_goals_attempted", "free_throws_attempted", "turnovers", "rebounds_total", "assists"), 0
    )
    who = {"athlete_source_id": source, "name": f"Box {source}", "position": "G", "is_starter": False}
    return {"game_id": game_id, "team_id": team, "season": 2024, "minutes": minutes} | zero | who | counts


PLAYERS = [
    *(
        line(n, DUKE, "100", 20 + n, points=10 * n, is_starter=n > 5, field_goals_attempted=10, turnovers=n)
        for n in range(1, 8)
        if n != 5
    ),
    # Listed, and on the bench.
    line(5, DUKE, "100", 0),
    line(9, DUKE, "100", 40, points=50),
    # For Duke, then for Carolina.
    line(1, DUKE, "200", 10, points=4),
    line(8, UNC, "200", 30, points=8),
    # Of no roster.
    line(2, DUKE, "300", 10, points=2),
    # He has no minutes before the day, and is on no roster.
    line(2, DUKE, "400", 0),
    line(9, DUKE, "400", 10),
    line(30, DUKE, "500", 40, season=2023),
]


def rostered(team: int, athlete: int, source: str, **more: Any) -> Row:
    who = {"athlete_id": athlete, "athlete_source_id": source, "name": f"Roster {source}", "position": "F"}
    return {"season": 2024, "team_id": team, "start_season": 2022} | who | more


ROSTERS = [
    rostered(DUKE, 7, "100"),
    rostered(DUKE, 8, "200"),
    rostered(UNC, 8, "200", start_season=2024),
    rostered(DUKE, 9, "900"),
    # Of both rosters and without a game.
    rostered(DUKE, 10, "910", start_season=2023),
    rostered(UNC, 10, "910", start_season=2024),
    rostered(DUKE, 11, "500", season=2023),
]
RATINGS = [
    {"team_id": ELON, "as_of_date": "2023-11-20", "season": 2024, "adj_def": 101.0, "adj_net": -4.0},
    {"team_id": ELON, "as_of_date": "2023-11-22", "season": 2024, "adj_def": 99.0},
    {"team_id": DUKE, "as_of_date": "2023-11-20", "season": 2024, "adj_def": 88.0},
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    inputs = {"fct_games": GAMES, "fct_game_players": PLAYERS, "fct_game_teams": BOXES, "fct_rosters": ROSTERS}
    rows = built(spark, upcoming_player_game_context, **inputs, team_ratings_daily=RATINGS)
    return by(rows, "game_id", "athlete_id")


def test_his_players_are_on_the_roster_or_have_played_before(found: dict[Any, Row]) -> None:
    assert {athlete for number, athlete in found if number == NEXT} == {7, 9, 10, 300}
    assert {athlete for number, athlete in found if number == DERBY} == {7, 8, 9, 10, 300, 400}
    assert {athlete for number, athlete in found if number == EARLY} == {7, 8, 9, 10}
    assert {number for number, _ in found} == {EARLY, NEXT, DERBY}


def test_a_player_is_of_the_team_of_his_latest_game(found: dict[Any, Row]) -> None:
    assert (found[DERBY, 8]["team_id"], found[DERBY, 8]["n_prior_games"]) == (UNC, 2)
    # Before his first game, of the one that he joined last.
    assert (found[EARLY, 8]["team_id"], found[DERBY, 10]["team_id"]) == (UNC, UNC)
    assert found[NEXT, 10]["team_id"] == DUKE


def test_games_are_those_with_minutes_before_the_day(found: dict[Any, Row]) -> None:
    row = found[NEXT, 7]
    names = ("n_prior_games", "n_prior_starts", "days_since_last_game", "last_5_games", "last_10_games")
    assert [row[name] for name in names] == [6, 2, 10, 5, 6]
    assert [found[DERBY, 7][name] for name in names] == [7, 2, 2, 5, 7]


def test_form_is_a_ratio_of_sums(found: dict[Any, Row]) -> None:
    row = found[NEXT, 7]
    points, minutes = 10 * (1 + 2 + 3 + 4 + 6 + 7), 6 * 20 + 23
    expected = {
        "mpg": minutes / 6,
        "ppg": points / 6,
        "rpg": 0.0,
        "apg": 0.0,
        "true_shooting": points / (2 * 60),
        "per_40_pts": 40 * points / minutes,
        "last_5_mpg": (minutes - 21) / 5,
        "last_5_ppg": (points - 10) / 5,
        "last_10_ppg": points / 6,
        # Game 3 has no team box, and is in no part of usage.
        "last_5_usage_rate": (4 * 10 + 2 + 4 + 6 + 7) * 160 / ((minutes - 21 - 23) * 4 * (60 + 0.475 * 20 + 12)),
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)


def test_fewer_than_a_hundred_minutes_are_a_small_sample(found: dict[Any, Row]) -> None:
    assert [found[NEXT, athlete]["is_small_sample"] for athlete in (7, 9)] == [False, True]


def test_one_without_a_game_has_no_form(found: dict[Any, Row]) -> None:
    row = found[NEXT, 9]
    assert (row["n_prior_games"], row["last_5_games"], row["days_since_last_game"], row["ppg"]) == (0, 0, None, None)
    assert (row["is_on_roster"], row["name"], row["position"]) == (True, "Roster 900", "F")


def test_one_whom_no_roster_maps_keeps_the_number_of_the_feed(found: dict[Any, Row]) -> None:
    row = found[NEXT, 300]
    assert (row["is_athlete_id_inferred"], row["is_on_roster"], row["athlete_source_id"]) == (True, False, "300")
    assert (row["name"], row["position"]) == ("Box 300", "G")
    assert found[NEXT, 7]["is_athlete_id_inferred"] is False


def test_the_opponents_ratings_are_the_newest_from_before_the_day(found: dict[Any, Row]) -> None:
    assert (found[NEXT, 7]["opp_adj_def"], found[NEXT, 7]["opp_adj_net"]) == (101.0, -4.0)
    assert (found[DERBY, 8]["opp_adj_def"], found[DERBY, 7]["opp_adj_def"]) == (88.0, None)


CUT = "2017-02-20"


def test_the_real_season_half_played_follows_from_its_records(spark: Any, acc: AccSeason) -> None:
    def as_of_the_cut(row: Row) -> Row:
        is_ahead = row["game_date"] >= CUT and row["status"] == "final"
        return row | {"status": "scheduled", "home_points": None, "away_points": None} if is_ahead else row

    inputs = {name: getattr(acc, name)() for name in ("fct_game_players", "fct_game_teams")}
    games = [as_of_the_cut(row) for row in acc.fct_games()]
    found = by(built(spark, upcoming_player_game_context, fct_games=games, **inputs), "game_id", "athlete_source_id")
    played, teams = defaultdict(list), defaultdict(set)
    for record in acc.player_boxes:
        day = evening(record)
        for player in record["players"]:
            if day < CUT and player["minutes"]:
                played[player["athleteSourceId"]].append((day, record["gameId"], record["teamId"], player))
                teams[record["teamId"]].add(player["athleteSourceId"])
    expected_keys = set()
    for final in acc.finals.values():
        if evening(final) < CUT:
            continue
        for team in (final["homeTeamId"], final["awayTeamId"]):
            for source in teams[team]:
                before = sorted(played[source], key=lambda entry: entry[:2])
                if before[-1][2] != team:
                    continue
                expected_keys.add((final["id"], source))
                row, last = found[final["id"], source], [entry[3] for entry in before[-5:]]
                assert (row["team_id"], row["n_prior_games"], row["last_5_games"]) == (team, len(before), len(last))
                assert row["last_5_ppg"] == pytest.approx(sum(p["points"] for p in last) / len(last), rel=1e-9)
                assert row["last_5_mpg"] == pytest.approx(sum(p["minutes"] for p in last) / len(last), rel=1e-9)
    assert set(found) == expected_keys

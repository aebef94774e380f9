"""Rows that hang on a conference or a roster."""

from typing import Any

import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.calling import Caller
from tests.simulator.reading import rows


@pytest.fixture(scope="module")
def outside(big_api: Caller) -> dict[int, str]:
    """Schools without a conference that have played, by id."""
    playing = {game["awayTeamId"] for game in big_api.rows("/games", status="final")}
    teams = {team["id"]: str(team["school"]) for team in big_api.rows("/teams") if team["conference"] is None}
    return {number: school for number, school in teams.items() if number in playing}


def test_an_inner_join_drops_teams_without_a_conference(big_api: Caller, outside: dict[int, str]) -> None:
    assert outside
    for path in ("/ratings/adjusted", "/ratings/elo", "/ratings/srs"):
        assert not {row["teamId"] for row in big_api.rows(path, season=2025)} & outside.keys(), path
    for path in ("/lineups/team", "/stats/team/shooting/season", "/stats/player/shooting/season"):
        for school in outside.values():
            assert big_api.rows(path, season=2025, team=school) == [], path


def test_a_left_join_keeps_them_with_a_null(big_api: Caller, outside: dict[int, str]) -> None:
    school = next(iter(outside.values()))
    for path in ("/stats/team/season", "/stats/player/season", "/games/teams", "/games/players"):
        kept = big_api.rows(path, season=2025, team=school)
        assert {row["conference"] for row in kept} == {None}, path


def players(dataset: Dataset) -> dict[tuple[int, int], dict[int, Any]]:
    """Players by season and team."""
    return {
        (row["season"], row["teamId"]): {player["id"]: player for player in row["players"]}
        for row in rows(dataset, "/teams/roster")
    }


def test_a_roster_lists_whoever_was_there_before_and_after(moving_league: Dataset) -> None:
    listed = players(moving_league)
    for (season, team), roster in listed.items():
        for number, player in roster.items():
            for year in range(player["startSeason"], player["endSeason"] + 1):
                assert number in listed.get((year, team), {number}), (season, team, number)
    at_once = [
        number
        for (season, team), roster in listed.items()
        for number in roster
        if any(number in other for key, other in listed.items() if key[0] == season and key[1] != team)
    ]
    assert at_once, "nobody has gone away and come back"


def test_a_players_attributes_are_those_of_today_in_every_season(moving_league: Dataset) -> None:
    seen: dict[int, set[tuple[Any, ...]]] = {}
    for roster in players(moving_league).values():
        for number, player in roster.items():
            today = tuple(player[name] for name in ("jersey", "height", "weight", "position"))
            seen.setdefault(number, set()).add(today)
    assert len(seen) > 50
    assert {len(each) for each in seen.values()} == {1}

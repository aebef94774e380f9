"""Oddities of plays, substitutions and lineups."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.calling import Caller
from tests.simulator.reading import games_with_plays, rows


def school(api: Caller) -> str:
    return str(api.rows("/teams", season=2025)[0]["school"])


def test_a_game_that_does_not_start_at_midnight_comes_with_one_day_only(api: Caller, league: Dataset) -> None:
    held = games_with_plays(league)
    game = next(
        game
        for game in api.rows("/games", season=2025)
        if not game["startDate"].endswith("T00:00:00.000Z") and game["id"] in held
    )
    day = date.fromisoformat(game["startDate"][:10])
    days = [day + timedelta(days=shift) for shift in (-1, 0, 1)]
    with_it = [any(play["gameId"] == game["id"] for play in api.rows("/plays/date", date=each)) for each in days]
    assert with_it == [False, True, False]


@pytest.mark.parametrize("path", ["/substitutions/game/0", "/lineups/game/0"])
def test_game_zero_means_every_game_for_stints_and_units_too(api: Caller, path: str) -> None:
    assert len({row["teamId"] for row in api.rows(path)}) >= 12


def test_an_empty_team_means_every_team(old_api: Caller, old_league: Dataset) -> None:
    found = {play["gameId"] for play in old_api.rows("/plays/team", season=2021, team="", shootingPlaysOnly="true")}
    assert found == games_with_plays(old_league)


def test_substitutions_of_a_team_are_not_its_opponents(api: Caller) -> None:
    assert {row["team"] for row in api.rows("/substitutions/team", season=2025, team=school(api))} == {school(api)}


def test_units_can_have_nulls_where_the_contract_has_none(api: Caller) -> None:
    units = api.rows("/lineups/team", season=2025, team=school(api))
    for name in ("offenseRating", "defenseRating", "netRating"):
        assert None in [unit[name] for unit in units], name
    for side in ("teamStats", "opponentStats"):
        assert None in [unit[side]["trueShooting"] for unit in units], side


def test_parts_of_a_shot_hold_nulls_and_are_never_null(api: Caller) -> None:
    shots = [play["shotInfo"] for play in api.rows("/plays/team", season=2025, team=school(api)) if play["shotInfo"]]
    assert {type(part) for shot in shots for part in (shot["shooter"], shot["assistedBy"], shot["location"])} == {dict}
    assert any(shot["assistedBy"] == {"name": None, "id": None} for shot in shots)
    assert any(shot["location"] == {"y": None, "x": None} for shot in shots)
    assert all(shot["range"] for shot in shots)


def test_free_throws_that_miss_are_called_made_free_throws(api: Caller) -> None:
    free = [play["shotInfo"]["made"] for play in plays(api) if play["playType"] == "MadeFreeThrow"]
    assert set(free) == {True, False}


def test_a_stoppage_belongs_to_no_team(api: Caller) -> None:
    nobody = [play for play in plays(api) if play["teamId"] is None]
    assert {play["playType"] for play in nobody} >= {"OfficialTVTimeOut", "End Period", "End Game"}
    assert {(play["isHomeTeam"], play["team"], play["opponent"]) for play in nobody} == {(None, None, None)}


def test_plays_have_two_participants_at_most(api: Caller) -> None:
    assert set(Counter(len(play["participants"]) for play in plays(api))) == {0, 1, 2}


def test_a_chance_of_zero_arrives_as_null(api: Caller) -> None:
    chances = [play["homeWinProbability"] for play in plays(api)]
    assert None in chances
    assert 0 not in chances
    assert 0 not in [game["excitement"] for game in api.rows("/games")]


def plays(api: Caller) -> list[dict[str, Any]]:
    return api.rows("/plays/team", season=2025, team=school(api))


@pytest.mark.parametrize(("season", "words"), [(2025, ("made", "missed")), (2026, ("makes", "misses"))])
def test_texts_of_shots_change_their_tense_in_2026(moving_league: Dataset, season: int, words: tuple[str, str]) -> None:
    (game, *_) = [number for number in games_with_plays(moving_league) if number // 10_000 == season - 2000]
    texts = [
        play["playText"] for play in rows(moving_league, "/plays/game/{gameId}", gameId=game, shootingPlaysOnly=True)
    ]
    found = {word for text in texts for word in re.findall(r"\b(made|makes|missed|misses)\b", text)}
    assert found == set(words)


def test_substitutions_are_told_among_the_plays_from_2025_on(moving_league: Dataset) -> None:
    held = sorted(games_with_plays(moving_league))
    first_of_season = {number // 10_000: number for number in reversed(held)}
    told = {
        season
        for season, game in first_of_season.items()
        for play in rows(moving_league, "/plays/game/{gameId}", gameId=game)
        if play["playType"] == "Substitution"
    }
    assert (set(first_of_season), told) == ({24, 25, 26}, {25, 26})

"""Who plays whom and when."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.league import generate
from cbbd_spark.simulator.league.bracket import bracket_order
from cbbd_spark.simulator.league.clubs import found_clubs
from cbbd_spark.simulator.league.schedule import double_round_robin
from tests.simulator.calling import Caller
from tests.simulator.reading import rows

Row = dict[str, Any]


@given(st.integers(2, 13))
def test_a_double_round_robin_has_every_pair_once_at_each_side(size: int) -> None:
    teams = found_clubs(1, 16).teams[:size]
    rounds = double_round_robin(teams)
    met = Counter((home.id, away.id) for pairs in rounds for home, away in pairs)
    assert met == Counter((a.id, b.id) for a in teams for b in teams if a != b)
    for pairs in rounds:
        assert len({team.id for pair in pairs for team in pair}) == 2 * len(pairs)


@given(st.integers(1, 7))
def test_in_a_bracket_the_best_seeds_meet_last(power: int) -> None:
    alive = bracket_order(2**power)
    while len(alive) > 1:
        assert sorted(alive) == list(range(1, len(alive) + 1))
        assert all(a + b == len(alive) + 1 for a, b in zip(alive[::2], alive[1::2], strict=True))
        alive = [min(pair) for pair in zip(alive[::2], alive[1::2], strict=True)]


def american_day(game: Row) -> date:
    return (datetime.fromisoformat(game["startDate"]) - timedelta(hours=9)).date()


def test_nobody_plays_twice_on_a_day(big_league: Dataset) -> None:
    played = Counter(
        (game[f"{side}TeamId"], american_day(game))
        for game in rows(big_league, "/games")
        if game["status"] == "final"
        for side in ("home", "away")
    )
    assert max(played.values()) == 1


def test_the_season_goes_from_november_to_the_tournament_in_march(big_league: Dataset) -> None:
    games = rows(big_league, "/games")
    months = {american_day(game).strftime("%m") for game in games if game["tournament"] is None}
    assert months == {"11", "12", "01", "02", "03"}
    conference = [american_day(game) for game in games if game["conferenceGame"]]
    assert min(conference) >= date(2024, 12, 29)
    national = [american_day(game) for game in games if game["tournament"] == "NCAA"]
    assert date(2025, 3, 18) <= min(national) <= max(national) <= date(2025, 4, 9)


def test_teams_play_as_many_games_as_were_asked_for(big_league: Dataset) -> None:
    members = {team["id"] for team in rows(big_league, "/teams", season=2025)}
    counts = Counter(
        game[f"{side}TeamId"]
        for game in rows(big_league, "/games")
        if game["tournament"] is None
        for side in ("home", "away")
    )
    own = [counts[team] for team in members]
    assert all(18 <= count <= 22 for count in own)
    assert 19 <= sum(own) / len(own) <= 20.5


def test_tournaments_are_knock_outs_at_neutral_sites_with_seeds(big_league: Dataset) -> None:
    games = rows(big_league, "/games")
    names = {game["tournament"] for game in games} - {None}
    conferences = {row["abbreviation"] for row in rows(big_league, "/conferences")}
    assert names == {"NCAA", "NIT"} | {f"{name} Tournament" for name in conferences}
    for name in names:
        own = [game for game in games if game["tournament"] == name]
        losers = [game["awayTeam"] if game["homeWinner"] else game["homeTeam"] for game in own]
        teams = {game[side] for game in own for side in ("homeTeam", "awayTeam")}
        assert len(set(losers)) == len(losers) == len(teams) - 1
        assert {game["gameType"] for game in own} == {"TRNMNT"}
        assert {game["seasonType"] for game in own} == {"postseason" if name in ("NCAA", "NIT") else "regular"}
        assert all(game["homeSeed"] and game["awaySeed"] for game in own)
        assert name == "NIT" or all(game["neutralSite"] for game in own)


def test_games_after_today_are_scheduled_and_the_tournaments_are_not_drawn(today_api: Caller) -> None:
    games = today_api.rows("/games")
    assert {game["tournament"] for game in games} == {None}
    for game in games:
        assert (game["status"] == "scheduled") == (american_day(game) > date(2025, 1, 15))
    assert {row["pollDate"][:7] for row in today_api.rows("/rankings")} <= {"2024-10", "2024-11", "2024-12", "2025-01"}


def test_today_does_not_change_what_was_played(today_api: Caller) -> None:
    whole = {game["id"]: game for game in rows(generate([2025], teams=8, seed=2, games_per_team=10), "/games")}
    played = today_api.rows("/games", status="final")
    assert played
    assert all(whole[game["id"]] == game for game in played)


def test_a_tournament_stops_at_a_round_that_is_still_to_come() -> None:
    league = generate([2025], teams=8, seed=2, games_per_team=6, today=date(2025, 3, 15))
    games = rows(league, "/games")
    assert Counter(game["status"] for game in games if game["tournament"]) == {"final": 4, "scheduled": 2}


def test_a_season_that_has_not_begun_has_no_ratings() -> None:
    league = generate([2025], teams=8, seed=2, games_per_team=6, today=date(2024, 9, 1))
    for path in ("/ratings/adjusted", "/ratings/srs", "/ratings/elo", "/stats/team/season", "/rankings"):
        assert rows(league, path) == []
    assert {game["status"] for game in rows(league, "/games")} == {"scheduled"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seasons": []}, "no season"),
        ({"seasons": [1999]}, "seasons begin with 2003"),
        ({"teams": 3}, "at least 4 teams"),
        ({"teams": 2000}, "names for"),
        ({"games_per_team": 0}, "at least one game"),
        ({"games_per_team": 200}, "ask for fewer games"),
    ],
)
def test_a_league_that_cannot_be_is_refused_with_its_reason(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        generate(**{"seasons": [2025], **wrong})

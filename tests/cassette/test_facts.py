"""What is learned of games for the calls that follow."""

from __future__ import annotations

from typing import Any

from cbbd_spark.cassette.facts import Fact, Facts, learn
from tests.cassette.taking import answer


def game(number: int, start: str, **facts: Any) -> dict[str, Any]:
    usual = {
        "id": number,
        "startDate": start,
        "status": "final",
        "homeTeam": "Duke",
        "homeTeamId": 7,
        "homeConference": "ACC",
        "awayConference": "SEC",
        "tournament": None,
    }
    return usual | facts


def learned(*games: dict[str, Any]) -> Facts:
    return learn(2025, {"games": answer("games", games)})


def test_a_game_at_midnight_on_a_quiet_day_is_taken() -> None:
    facts = learned(
        game(1, "2025-03-10T17:00:00.000Z"),
        game(2, "2025-03-12T00:00:00.000Z"),
        game(3, "2025-03-12T17:00:00.000Z"),
        game(4, "2025-03-15T00:00:00.000Z"),
        game(5, "2025-03-17T19:00:00.000Z"),
    )
    assert facts[Fact.GAME] == 4
    assert (facts[Fact.DAY_BEFORE], facts[Fact.DAY]) == ("2025-03-14", "2025-03-15")
    assert (facts[Fact.DAYS_START], facts[Fact.DAYS_END]) == ("2025-03-14T00:00:00.000Z", "2025-03-15T23:59:59.999Z")


def test_the_first_day_of_the_window_is_not_taken_because_the_day_before_is_not_known() -> None:
    assert learned(game(1, "2025-03-10T00:00:00.000Z"), game(2, "2025-03-11T17:00:00.000Z"))[Fact.GAME] == 2


def test_only_a_game_that_was_played_between_teams_of_division_i_is_taken() -> None:
    first = game(1, "2025-03-10T17:00:00.000Z")
    others = (
        game(2, "2025-03-12T00:00:00.000Z", status="cancelled"),
        game(3, "2025-03-13T00:00:00.000Z", awayConference=None),
    )
    assert Fact.GAME not in learned(first, *others)
    assert learned(first, *others, game(4, "2025-03-14T19:00:00.000Z"))[Fact.GAME] == 4


def test_records_without_what_is_needed_teach_nothing() -> None:
    first, second = game(1, "2025-03-10T17:00:00.000Z"), game(2, "2025-03-12T00:00:00.000Z")
    del second["startDate"]
    assert set(learned(first, second)) == {Fact.SEASON, Fact.CLASS, Fact.WINDOW_START, Fact.WINDOW_END}
    assert set(learned("no game")) == set(learned())  # type: ignore[arg-type]


def test_what_the_api_takes_for_no_filter_is_no_fact() -> None:
    first = game(1, "2025-03-10T17:00:00.000Z")
    nameless = game(2, "2025-03-12T00:00:00.000Z", homeTeam="", homeTeamId=0)
    facts = learned(first, nameless, game(0, "2025-03-13T00:00:00.000Z"))
    assert facts[Fact.GAME] == 2
    assert not {Fact.TEAM, Fact.TEAM_ID} & set(facts)


def test_the_tournament_with_the_fewest_games_is_taken() -> None:
    games = [game(number, "2025-03-12T17:00:00.000Z", tournament="NCAA") for number in (1, 2)]
    assert learned(*games, game(3, "2025-03-13T17:00:00.000Z", tournament="NIT"))[Fact.TOURNAMENT] == "NIT"


def test_a_player_of_the_game_comes_from_its_plays() -> None:
    games = answer("games", [game(1, "2025-03-10T17:00:00.000Z"), game(2, "2025-03-12T00:00:00.000Z")])
    plays = answer(
        "plays_date",
        [
            {"gameId": 1, "participants": [{"id": 11}]},
            {"gameId": 2, "participants": []},
            {"gameId": 2, "participants": [{"id": 22}]},
        ],
    )
    assert learn(2025, {"games": games, "plays_date": plays})[Fact.PLAYER] == 22

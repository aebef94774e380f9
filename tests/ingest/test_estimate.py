"""What a plan is said to cost."""

from __future__ import annotations

from cbbd_spark.ingest.estimate import Cost, costs
from cbbd_spark.state.ledger import Facts, Team
from tests.ingest.planning import KNOWN, LONG_AFTER, Held, planned


def cost(name: str, held: Held, seasons: list[int]) -> Cost:
    made = planned([name], seasons, held)
    (found,) = costs(made, [KNOWN[name]], seasons, KNOWN, held)
    return found


def test_before_games_have_landed_the_calls_are_those_of_a_usual_season_and_said_to_be_about_so_many() -> None:
    found = cost("plays_date", Held(), [2024, 2025])
    assert (found.calls, found.is_about, found.rows) == (320, True, 5_000_000)
    assert found.dearer == {"plays_game": 12_000, "plays_team": 730}


def test_once_they_are_known_days_games_and_teams_are_counted() -> None:
    held = Held()
    facts = Facts({"2023-11-06": [1, 2, 3], "2023-11-07": [4]})
    held.answer(planned(["games"], [2024]).requests[:1], LONG_AFTER, facts=facts)
    held.answer(planned(["teams"], [2024]).requests, LONG_AFTER, facts=Facts(teams=[Team(1, "Duke", "ACC")]))
    found = cost("plays_date", held, [2024])
    assert (found.calls, found.is_about, found.dearer) == (2, False, {"plays_game": 4, "plays_team": 1})


def test_records_are_expected_as_answers_have_brought_them_so_far() -> None:
    held = Held()
    made = planned(["rankings"], [2023, 2024, 2025]).requests
    held.answer(made[:2], LONG_AFTER, rows=600)
    assert cost("rankings", held, [2023, 2024, 2025]).rows == 600


def test_what_has_no_season_is_expected_once_however_many_seasons_are_wanted() -> None:
    assert cost("venues", Held(), [2023, 2024]).rows == KNOWN["venues"].expected_rows


def test_what_is_held_costs_nothing() -> None:
    held = Held()
    held.answer(planned(["rankings"], [2024]).requests, LONG_AFTER, rows=10)
    found = cost("rankings", held, [2024])
    assert (found.calls, found.rows) == (0, 0)


def test_the_minutes_are_those_at_the_allowed_rate_and_the_route_is_in_words() -> None:
    found = cost("games", Held(), [2024])
    assert found.minutes(2.0) == 8 / 2 / 60
    assert found.route == "by date window (30 days)"

"""Which requests a plan has, and in which order, for what is not held."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.plan import check_seasons, choose, rank
from cbbd_spark.ingest.window import Window
from cbbd_spark.state.ledger import Facts, Team
from tests.ingest.planning import ARMY, DUKE, KNOWN, LONG_AFTER, POLICY, UNC, Held, count, planned, teams


def test_a_season_is_asked_in_the_windows_of_the_api_s_caps() -> None:
    made = planned(["games", "lines", "games_teams", "games_players"], [2024])
    assert count(made) == {"games": 8, "lines": 8, "games_teams": 16, "games_players": 36}
    assert made.requests[0].params == {
        "season": 2024,
        "startDateRange": "2023-10-01T00:00:00.000Z",
        "endDateRange": "2023-10-30T23:59:59.999Z",
    }
    assert made.requests[7].params["endDateRange"] == "2024-04-30T23:59:59.999Z"


def test_what_has_no_season_is_asked_once_and_teams_in_both_forms() -> None:
    made = planned(["venues", "teams"], [2024, 2023])
    assert sorted(map(str, made.requests)) == ["teams", "teams season=2023", "teams season=2024", "venues"]


def test_the_class_that_enters_in_a_season_is_that_of_the_year_before() -> None:
    (request,) = planned(["recruiting_players"], [2024]).requests
    assert request.params == {"year": 2023}


def test_every_endpoint_can_be_planned_and_names_stay_the_same() -> None:
    first = planned(list(KNOWN), [2024, 2025])
    again = planned(list(KNOWN), [2025, 2024], now=LONG_AFTER + timedelta(days=400))
    assert {one.hash for one in first.requests} == {one.hash for one in again.requests}
    assert len({one.hash for one in first.requests}) == len(first.requests)


def test_the_newest_season_comes_first_and_games_before_boxes_before_plays_before_the_rest() -> None:
    held = Held()
    games = planned(["games"], [2024, 2025]).requests
    held.answer(games, LONG_AFTER, facts=Facts({"2024-11-05": [1, 2, 3]}))
    policy = replace(POLICY, refresh=True)
    made = planned(list(KNOWN), [2024, 2025], held, policy=policy)
    places = [(-(one.season or 2025), rank(one.endpoint)) for one in made.requests]
    assert places == sorted(places)
    assert {0, 1, 2, 3} <= {place[1] for place in places}


def test_plays_are_asked_on_the_days_with_a_final_game_only() -> None:
    held = Held()
    first, second, *_ = planned(["games"], [2025]).requests
    held.answer([first], LONG_AFTER, facts=Facts({"2024-11-06": [2, 3], "2024-11-05": [1], "2024-11-07": []}))
    held.answer([second], LONG_AFTER, facts=Facts({"2024-12-01": [4]}))
    days = [one.params["date"] for one in planned(["plays_date"], [2025], held).requests]
    assert days == ["2024-11-05", "2024-11-06", "2024-12-01"]


def test_days_of_one_season_are_not_asked_for_another() -> None:
    held = Held()
    held.answer(planned(["games"], [2024]).requests[:1], LONG_AFTER, facts=Facts({"2023-11-06": [2]}))
    made = planned(["plays_date"], [2025], held)
    assert made.requests == []
    assert made.notes == ["plays_date: no final game of 2025 is known yet; about 160 calls once games have landed"]
    assert made.calls == made.unknown["plays_date"] == 160


def test_seasons_before_an_endpoint_begins_are_left_out_with_a_note() -> None:
    made = planned(["lines"], [2012, 2014])
    assert {one.season for one in made.requests} == {2014}
    assert made.notes == ["lines: the API has nothing before 2013; earlier seasons not asked"]


def test_a_route_that_nothing_lists_is_said() -> None:
    made = planned(["plays_player"], [2024])
    assert made.calls == 0
    assert "ByPlayer" in made.notes[0]


def test_each_team_of_the_season_is_asked_by_its_name_or_by_its_id_where_that_stands_in_the_path() -> None:
    held = teams(2024, DUKE, UNC, ARMY)
    asked = [one.params for one in planned(["substitutions_team"], [2024], held).requests]
    assert asked == [{"team": name, "season": 2024} for name in ("Army", "Duke", "North Carolina")]
    paths = [one.path for one in planned(["teams_season_overview"], [2024], held).requests]
    assert paths == [f"/teams/{id}/season/2024/overview" for id in (3, 7, 9)]


def test_each_conference_of_the_season_is_asked_once() -> None:
    independent = Team(11, "Chicago State", None)
    made = planned(["stats_team_shooting_season"], [2024], teams(2024, DUKE, UNC, ARMY, independent))
    assert [one.params["conference"] for one in made.requests] == ["ACC", "Patriot"]


def test_teams_of_one_season_are_not_asked_for_another() -> None:
    made = planned(["lineups_team"], [2025], teams(2024, DUKE))
    assert (made.requests, made.unknown["lineups_team"]) == ([], 365)


def games_on(season: int, days: dict[str, list[int]]) -> Held:
    held = Held()
    held.answer(planned(["games"], [season]).requests[:1], LONG_AFTER, facts=Facts(days))
    return held


def test_each_final_game_is_asked_when_a_game_s_endpoint_is_named() -> None:
    made = planned(["lineups_game"], [2024], games_on(2024, {"2023-11-06": [5, 3], "2023-11-07": []}))
    assert [one.path for one in made.requests] == ["/lineups/game/3", "/lineups/game/5"]


def test_windows_without_a_game_are_not_asked_once_the_games_are_known() -> None:
    held = games_on(2024, {"2023-11-06": [1], "2024-02-01": []})
    assert count(planned(["games_teams", "lines"], [2024], held)) == {"games_teams": 1, "lines": 2}


def test_a_window_that_is_sure_to_be_cut_off_is_asked_in_its_halves_at_once() -> None:
    crowd = {f"2023-11-{day:02}": list(range(day * 1000, day * 1000 + 200)) for day in range(6, 12)}
    made = planned(["games_players"], [2024], games_on(2024, crowd))
    whole = {one.hash for one in planned(["games_players"], [2024]).requests}
    assert not whole & {one.hash for one in made.requests}
    parts = sorted((one.window.start, one.window.end) for one in made.requests if one.window)
    for (_, end), (start, _) in pairwise(parts):
        assert start > end
    assert all(one.window and crowded_by(one.window, crowd) <= 550 for one in made.requests)


def crowded_by(window: Window, days: dict[str, list[int]]) -> int:
    return sum(
        len(ids) for day, ids in days.items() if window.start.isoformat()[:10] <= day <= window.end.isoformat()[:10]
    )


def test_a_single_crowded_day_is_asked_whole_because_its_hours_are_not_known() -> None:
    made = planned(["games_players"], [2024], games_on(2024, {"2023-11-06": list(range(1, 5000))}))
    assert 1 <= len(made.requests) < 20


def test_the_future_has_a_schedule_and_lines_and_nothing_else() -> None:
    now = datetime(2024, 12, 1, tzinfo=UTC)
    made = planned(["games", "lines", "games_teams", "games_players", "stats_team_season"], [2025], now=now)
    assert count(made) == {"games": 8, "lines": 8, "games_teams": 5, "games_players": 11, "stats_team_season": 1}
    ahead = planned(["games", "games_teams", "stats_team_season"], [2026], now=now)
    assert count(ahead) == {"games": 8}


@pytest.mark.parametrize("season", [1890, 2002, 0, -1, 2028, "2024", None, True])
def test_a_season_that_cannot_exist_is_refused(season: Any) -> None:
    with pytest.raises(ConfigurationError, match="season"):
        check_seasons([KNOWN["games"]], [season], LONG_AFTER)


def test_seasons_are_taken_once_and_newest_first() -> None:
    assert check_seasons([KNOWN["games"]], [2003, 2025, 2003], LONG_AFTER) == [2025, 2003]


def test_an_unknown_endpoint_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError, match="did you mean games_players"):
        choose(KNOWN, ["game_players"])
    assert [one.name for one in choose(KNOWN, ["games"])] == ["games"]


def test_what_is_dearer_or_only_of_this_moment_is_asked_by_name_only() -> None:
    unnamed = {one.name for one in choose(KNOWN, None)}
    assert {"plays_game", "plays_team", "substitutions_game", "lineups_game", "scoreboard"}.isdisjoint(unnamed)
    assert {"plays_date", "substitutions_team", "lineups_team", "stats_team_leaderboard"} <= unnamed
    assert [one.name for one in choose(KNOWN, ["plays_game"])] == ["plays_game"]

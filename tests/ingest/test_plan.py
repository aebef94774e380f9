from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.due import Policy
from cbbd_spark.ingest.plan import Plan, check_seasons, choose, plan, rank
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw.layout import timestamp
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import ByTeam
from cbbd_spark.state.ledger import Facts, Row, Status

KNOWN = endpoints()
LONG_AFTER = datetime(2026, 7, 1, tzinfo=UTC)
POLICY = Policy(timedelta(days=7), timedelta(hours=12), timedelta(days=7))


class Held:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Row]] = {}

    def __call__(self, endpoint: str) -> Mapping[str, Row]:
        return self.rows.get(endpoint, {})

    def answer(self, requests: list[Request], at: datetime, status: Status = Status.LANDED, **more: Any) -> None:
        for one in requests:
            row = Row(
                endpoint=one.endpoint.name,
                request_hash=one.hash,
                params=one.params,
                status=status,
                observed_at=timestamp(at),
                **more,
            )
            self.rows.setdefault(one.endpoint.name, {})[one.hash] = row


def planned(
    names: list[str], seasons: list[int], held: Held | None = None, now: datetime = LONG_AFTER, policy: Policy = POLICY
) -> Plan:
    return plan([KNOWN[name] for name in names], seasons, held or Held(), now, policy)


def count(made: Plan) -> dict[str, int]:
    found: dict[str, int] = {}
    for request in made.requests:
        found[request.endpoint.name] = found.get(request.endpoint.name, 0) + 1
    return found


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
    assert {place[1] for place in places} == {0, 1, 2, 3}


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
    assert made.notes == ["plays_date: no day of 2025 with a final game is known; ask for games first"]


def test_seasons_before_an_endpoint_begins_are_left_out_with_a_note() -> None:
    made = planned(["lines"], [2012, 2014])
    assert {one.season for one in made.requests} == {2014}
    assert made.notes == ["lines: the API has nothing before 2013; earlier seasons not asked"]


def test_a_route_that_cannot_be_planned_is_said() -> None:
    made = plan([replace(KNOWN["games"], routes=(ByTeam(),))], [2024], Held(), LONG_AFTER, POLICY)
    assert made.requests == []
    assert "ByTeam" in made.notes[0]


@pytest.mark.parametrize("status", [Status.LANDED, Status.EMPTY])
def test_a_settled_window_that_was_answered_is_held_for_good(status: Status) -> None:
    held = Held()
    held.answer(planned(["games", "teams_roster"], [2024]).requests, datetime(2024, 5, 8, tzinfo=UTC), status)
    assert planned(["games", "teams_roster"], [2024], held).requests == []


def test_a_window_that_was_answered_before_it_settled_is_asked_once_more() -> None:
    held = Held()
    made = planned(["games"], [2024]).requests
    held.answer(made, datetime(2024, 2, 1, tzinfo=UTC))
    later = [str(one.params["startDateRange"])[:10] for one in planned(["games"], [2024], held).requests]
    assert later == ["2023-12-30", "2024-01-29", "2024-02-28", "2024-03-29", "2024-04-28"]
    held.answer(made, LONG_AFTER)
    assert planned(["games"], [2024], held).requests == []


@pytest.mark.parametrize(("hours", "asked"), [(11, 0), (12, 1)])
def test_an_open_window_is_asked_again_when_its_answer_is_half_a_day_old(hours: int, asked: int) -> None:
    now = datetime(2024, 1, 10, tzinfo=UTC)
    held = Held()
    held.answer(planned(["ratings_elo"], [2024], now=now).requests, now)
    assert len(planned(["ratings_elo"], [2024], held, now=now + timedelta(hours=hours)).requests) == asked


@pytest.mark.parametrize(("days", "asked"), [(6, 0), (7, 1)])
def test_reference_data_is_asked_again_after_a_week(days: int, asked: int) -> None:
    held = Held()
    held.answer(planned(["venues"], []).requests, LONG_AFTER)
    assert len(planned(["venues"], [], held, now=LONG_AFTER + timedelta(days=days)).requests) == asked


@pytest.mark.parametrize("status", [Status.FAILED, Status.REFUSED])
def test_what_could_not_be_used_is_asked_again(status: Status) -> None:
    held = Held()
    made = planned(["games"], [2024]).requests
    held.answer(made, LONG_AFTER, status)
    assert planned(["games"], [2024], held).requests == made


def test_the_future_has_a_schedule_and_lines_and_nothing_else() -> None:
    now = datetime(2024, 12, 1, tzinfo=UTC)
    made = planned(["games", "lines", "games_teams", "games_players", "stats_team_season"], [2025], now=now)
    assert count(made) == {"games": 8, "lines": 8, "games_teams": 5, "games_players": 11, "stats_team_season": 1}
    ahead = planned(["games", "games_teams", "stats_team_season"], [2026], now=now)
    assert count(ahead) == {"games": 8}


def test_refresh_asks_everything_again() -> None:
    held = Held()
    made = planned(["games", "venues"], [2024]).requests
    held.answer(made, LONG_AFTER)
    assert planned(["games", "venues"], [2024], held, policy=replace(POLICY, refresh=True)).requests == made


def test_a_window_that_was_cut_off_before_is_asked_in_its_parts() -> None:
    held = Held()
    first = planned(["games"], [2024]).requests[0]
    left, right = first.halves() or (first, first)
    held.answer([first], LONG_AFTER, Status.TRUNCATED)
    assert planned(["games"], [2024], held).requests[:2] == [left, right]
    held.answer([left], LONG_AFTER, Status.TRUNCATED)
    held.answer([right, *(left.halves() or ())], LONG_AFTER)
    assert first.window
    assert all(one.window and one.window.start > first.window.end for one in planned(["games"], [2024], held).requests)


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

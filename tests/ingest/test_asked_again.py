"""What was answered, and when it is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cbbd_spark.raw.layout import timestamp
from cbbd_spark.state.ledger import Status
from tests.ingest.planning import DUKE, LONG_AFTER, POLICY, Held, planned, teams


def test_a_settled_window_that_was_answered_is_held_for_good() -> None:
    held = Held()
    held.answer(planned(["games", "teams_roster"], [2024]).requests, datetime(2024, 5, 8, tzinfo=UTC))
    assert planned(["games", "teams_roster"], [2024], held).requests == []


@pytest.mark.parametrize("status", [Status.EMPTY, Status.KNOWN_EMPTY])
def test_a_settled_window_that_was_empty_is_asked_again_after_half_a_year(status: Status) -> None:
    held = Held()
    seen = datetime(2024, 5, 8, tzinfo=UTC)
    held.answer(planned(["teams_roster"], [2024]).requests, seen, status)
    assert planned(["teams_roster"], [2024], held, now=seen + timedelta(days=179)).requests == []
    assert len(planned(["teams_roster"], [2024], held, now=seen + timedelta(days=180)).requests) == 1


@pytest.mark.parametrize(("hours", "asked"), [(11, 0), (12, 1)])
def test_what_was_refused_is_left_alone_for_half_a_day(hours: int, asked: int) -> None:
    held = Held()
    held.answer(planned(["teams_roster"], [2024]).requests, LONG_AFTER, Status.REFUSED, tried_at=timestamp(LONG_AFTER))
    assert len(planned(["teams_roster"], [2024], held, now=LONG_AFTER + timedelta(hours=hours)).requests) == asked


@pytest.mark.parametrize(("endpoint", "days"), [("venues", 28), ("teams_roster", 7), ("lineups_team", 7)])
def test_an_answer_that_can_change_is_asked_again_as_often_as_the_endpoint_says(endpoint: str, days: int) -> None:
    now = datetime(2024, 1, 10, tzinfo=UTC)
    held = teams(2024, DUKE)
    made = planned([endpoint], [2024], held, now=now).requests
    assert len(made) == 1
    held.answer(made, now)
    assert planned([endpoint], [2024], held, now=now + timedelta(days=days, hours=-1)).requests == []
    assert planned([endpoint], [2024], held, now=now + timedelta(days=days)).requests == made


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


@pytest.mark.parametrize("status", [Status.FAILED, Status.PLANNED])
def test_what_was_not_answered_is_asked_again(status: Status) -> None:
    held = Held()
    made = planned(["games"], [2024]).requests
    held.answer(made, LONG_AFTER, status)
    assert planned(["games"], [2024], held).requests == made


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

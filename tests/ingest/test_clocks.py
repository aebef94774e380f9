"""Clocks that jump: what is asked, how fast, and which answer is the newest do not follow them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cbbd_spark.ingest import landing
from cbbd_spark.ingest.order import Mode
from cbbd_spark.ingest.outcome import Kind
from cbbd_spark.raw import layout
from cbbd_spark.state.ledger import Row
from tests.ingest.landings import MORNING, Landings
from tests.ingest.scripted import Scripted, reply
from tests.ingest.virtual import VirtualLoop

HOUR = timedelta(hours=1)


def landed_at(landings: Landings) -> str:
    entry = landings.row.entry
    assert entry is not None
    return entry.fetched_at


@pytest.mark.parametrize("back", [timedelta(milliseconds=1), timedelta(), HOUR, timedelta(days=31)])
def test_a_correction_is_newer_than_what_it_corrects_though_the_clock_was_set_back(
    tmp_path: Path, back: timedelta
) -> None:
    landings = Landings(tmp_path)
    landings.land([{"id": 1, "name": "A"}])
    first = landed_at(landings)
    assert landings.land([{"id": 1, "name": "B"}], MORNING - back).kind is Kind.LANDED
    assert landed_at(landings) > first
    assert landings.row.observed_at == layout.timestamp(MORNING - back), "when it was seen is what the clock said"
    assert len(landings.raw.list("")) == 2


def test_without_that_the_correction_would_be_older_and_never_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_the_clock(_: Row, now: str) -> str:
        return now

    monkeypatch.setattr(landing, "fetched_at", by_the_clock)
    landings = Landings(tmp_path)
    landings.land([{"id": 1, "name": "A"}])
    first = landed_at(landings)
    landings.land([{"id": 1, "name": "B"}], MORNING - HOUR)
    assert landed_at(landings) < first


def test_a_clock_that_goes_on_leaves_the_time_as_it_is(tmp_path: Path) -> None:
    landings = Landings(tmp_path)
    landings.land([{"id": 1, "name": "A"}])
    landings.land([{"id": 1, "name": "B"}], MORNING + HOUR)
    assert landed_at(landings) == layout.timestamp(MORNING + HOUR)


# By which the wall clock is off, from call to call: summer time, the turn of a month, a machine that slept.
JUMPS = [HOUR, -HOUR, timedelta(days=-31), timedelta(days=2), timedelta(), timedelta(hours=-24), timedelta(days=365)]


def test_the_pace_is_kept_while_the_wall_clock_jumps_about(tmp_path: Path) -> None:
    source = Scripted(tmp_path, lambda _, n: reply(503) if n % 7 == 3 else reply())
    source.wall = lambda loop: VirtualLoop.wall(loop) + JUMPS[len(source.at) % len(JUMPS)]
    report = source.harvest(["games"], [2020, 2021, 2022])
    assert (report.total("empty"), report.set_aside) == (24, 0)
    for first, last in zip(source.at, source.at[10:], strict=False):
        assert 0.5 <= last - first <= 10, "ten a second, neither a burst nor a standstill"


def test_after_an_hour_back_nothing_is_asked_that_was_just_answered(tmp_path: Path) -> None:
    source = Scripted(tmp_path, lambda _, __: reply())
    assert source.harvest(["games"], [2024]).calls == 8
    source.wall = lambda loop: VirtualLoop.wall(loop) - HOUR
    assert source.harvest(["games"], [2024]).calls == 0


def test_what_a_wrong_clock_dated_years_ahead_does_not_hold_until_then(tmp_path: Path) -> None:
    source = Scripted(tmp_path, lambda _, __: reply())
    source.wall = lambda loop: VirtualLoop.wall(loop) + timedelta(days=3650)
    assert source.harvest(["games"], [2025]).calls == 8
    source.wall = VirtualLoop.wall
    assert source.harvest(["games"], [2025]).calls == 8
    assert source.harvest(["games"], [2025]).calls == 0, "and once is enough"


# Summer time ends in New York, a day turns in London, and in Kiritimati it is the next month already.
NIGHTS = [datetime(2024, 11, 3, hour, 30, tzinfo=UTC) for hour in (5, 6)] + [datetime(2024, 11, 30, 23, tzinfo=UTC)]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts the machine into another zone of time, until the test ends."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_what_a_night_s_run_asks_does_not_depend_on_where_the_machine_stands(
    zone: Callable[[str], None], night: datetime, tmp_path: Path
) -> None:
    def asked(place: str) -> list[str]:
        zone(place)
        source = Scripted(tmp_path / place, lambda _, __: reply())
        source.wall = lambda _: night
        source.harvest(["games", "rankings", "lines"], mode=Mode.INCREMENTAL)
        return source.asked

    there = asked("UTC")
    assert there
    for place in ("America/New_York", "Europe/London", "Pacific/Kiritimati"):
        assert asked(place) == there, place

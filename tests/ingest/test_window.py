from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbbd_spark.ingest.window import Window, date_windows, season_window, utc_day

TICK = timedelta(milliseconds=1)


def test_a_season_runs_from_october_to_the_end_of_april() -> None:
    window = season_window(2025)
    assert window.start == datetime(2024, 10, 1, tzinfo=UTC)
    assert window.end == datetime(2025, 4, 30, 23, 59, 59, 999000, tzinfo=UTC)


@given(st.integers(2003, 2030), st.integers(1, 60))
def test_windows_cover_the_season_without_gap_or_overlap(season: int, days: int) -> None:
    windows = list(date_windows(season, days))
    assert windows[0].start == season_window(season).start
    assert windows[-1].end == season_window(season).end
    assert all(after.start - before.end == TICK for before, after in pairwise(windows))
    assert all(window.end - window.start + TICK <= timedelta(days=days) for window in windows)


@given(st.integers(2, 10**7))
def test_halves_are_the_whole_and_do_not_overlap(seconds: int) -> None:
    start = datetime(2024, 11, 5, tzinfo=UTC)
    window = Window(start, start + timedelta(seconds=seconds) - TICK)
    halves = window.halves()
    assert halves
    assert (halves[0].start, halves[1].end) == (window.start, window.end)
    assert halves[1].start - halves[0].end == TICK
    assert halves[1].start.microsecond == 0


def test_halving_ends_at_one_second() -> None:
    window: Window | None = next(iter(date_windows(2025, 30)))
    depth = 0
    while window and (halves := window.halves()):
        window, depth = halves[1], depth + 1
    assert window
    assert window.end - window.start == timedelta(seconds=1) - TICK
    assert depth <= 22


def test_a_utc_day_includes_both_midnights_as_the_api_does() -> None:
    day = utc_day("2024-11-05")
    assert datetime(2024, 11, 5, tzinfo=UTC) in day
    assert datetime(2024, 11, 6, tzinfo=UTC) in day
    assert datetime(2024, 11, 6, tzinfo=UTC) + TICK not in day


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        utc_day("yesterday")

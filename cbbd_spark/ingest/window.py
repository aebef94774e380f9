"""Windows of time with fixed borders, so that a request has the same name whenever it is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

_TICK = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, order=True)
class Window:
    """From `start` to `end`, both included, as the API's date ranges are."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end

    def halves(self) -> tuple[Window, Window] | None:
        """Two windows that together are this one and do not overlap; None when it is no longer than a second."""
        seconds = (self.end + _TICK - self.start) // _SECOND
        if seconds < 2:
            return None
        middle = self.start + timedelta(seconds=seconds // 2)
        return Window(self.start, middle - _TICK), Window(middle, self.end)


def season_window(season: int, closes: tuple[int, int] = (4, 30)) -> Window:
    """1 October of the year before to 30 April, or another month and day of the season's year.

    No season that was measured reaches beyond April.
    """
    return days(date(season - 1, 10, 1), date(season, *closes))


def season_of(moment: datetime) -> int:
    """The season that is being played, or comes next, at a moment: a season is named by the year in which it ends."""
    return moment.year + (moment.month >= 7)


def date_windows(season: int, length: int) -> Iterator[Window]:
    """The season cut into windows of `length` UTC days, from its first day on; the last may be shorter."""
    whole = season_window(season)
    first, last = whole.start.date(), whole.end.date()
    while first <= last:
        yield days(first, min(first + timedelta(days=length - 1), last))
        first += timedelta(days=length)


@lru_cache(maxsize=1 << 12)  # each window of a plan is held against each day with games
def utc_day(day: str) -> Window:
    """What the API gives for the day `2024-11-05`: from midnight to the next midnight, which is included."""
    start = _midnight(date.fromisoformat(day))
    return Window(start, start + timedelta(days=1))


def days(first: date, last: date) -> Window:
    """From the first midnight of `first` to the last millisecond of `last`, in UTC."""
    return Window(_midnight(first), _midnight(last) + timedelta(days=1) - _TICK)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

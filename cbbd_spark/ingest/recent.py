"""What a daily run asks: a rolling window by date, and everything that changes as often as it changes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from cbbd_spark.ingest import routes
from cbbd_spark.ingest.due import Policy, is_due, seen_at
from cbbd_spark.ingest.knowledge import SPINE, Knowledge, Rows
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import Window, days, season_of
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import ByDateWindow, ByUtcDay, Endpoint

# How far ahead schedule and lines are looked at: games move, and lines come about a week before.
_DAYS_AHEAD = 7
_GAMES_END = timedelta(hours=6)  # after midnight UTC, when the last game of the day has been written down
_CORRECTED = timedelta(days=2)


@dataclass(frozen=True)
class Recent:
    """The days that a daily run looks at.

    since: by endpoint, the first day that may hold news; rolling: how many days back a correction is looked for
    """

    today: date
    rolling: int
    since: Mapping[str, date]

    def window(self, endpoint: Endpoint) -> Window:
        """From the first day that may hold news to today, or to some days ahead for what is known before a game."""
        last = self.today if routes.counts_boxes(endpoint) else self.today + timedelta(days=_DAYS_AHEAD)
        return days(self._first(endpoint), last)

    def days(self, endpoint: Endpoint) -> Window:
        return days(self._first(endpoint), self.today)

    def _first(self, endpoint: Endpoint) -> date:
        usual = self.today - timedelta(days=self.rolling)
        return min(usual, self.since.get(endpoint.name, usual))


def seasons_at(now: datetime) -> list[int]:
    """The season of the day and the one before, of which drafts and transfers may still be open."""
    season = season_of(now)
    return [season, season - 1]


def requests(endpoint: Endpoint, now: datetime, recent: Recent, known: Knowledge) -> Iterator[Request]:
    """Everything of the endpoint that can change today, due or not."""
    for route in endpoint.routes:
        for season in seasons_at(now):
            if isinstance(route, ByDateWindow):
                yield from _window(endpoint, season, recent.window(endpoint), known, now)
            elif isinstance(route, ByUtcDay):
                span = recent.days(endpoint)
                touched = [day for day in known.days_with_finals(season) if _is_within(day, span)]
                yield from routes.of_days(endpoint, route, season, touched)
            else:
                found = routes.enumerate_route(endpoint, route, season, known).requests
                yield from (one for one in found if one.window is None or _is_open(one.window, now))


def due_today(wanted: Iterable[Request], rows: Rows, now: datetime, policy: Policy) -> list[Request]:
    """Those that are due. What is refreshed every n days is spread evenly over n days."""
    found = []
    places: Counter[str] = Counter()
    for request in sorted(wanted, key=str):
        name, every = request.endpoint.name, request.endpoint.refresh_days
        row = rows(name).get(request.hash)
        place = _first_place(name, every) + places[name]
        places[name] += 1
        seen = seen_at(row)
        if policy.refresh or seen is None or every <= 1:
            is_its_turn = _is_day_due(request, seen, now, policy) if _is_day(request) else True
            due = is_its_turn and is_due(request, row, now, policy)
        else:
            has_its_day = (place + now.toordinal()) % every == 0
            due = now - seen >= (policy.open_answer if has_its_day else timedelta(days=2 * every))
        if due:
            found.append(request)
    return found


@cache
def _first_place(name: str, every: int) -> int:
    """A day of its own for the first request of each endpoint that is refreshed as seldom, whatever is asked now."""
    return sorted({one.name for one in endpoints().values() if one.refresh_days == every} | {name}).index(name)


def _window(endpoint: Endpoint, season: int, window: Window, known: Knowledge, now: datetime) -> Iterator[Request]:
    games = known.games_by_day(season)
    if season != season_of(now):
        return
    if endpoint.name == SPINE or not games or routes.may_hold_records(endpoint, window, games):
        yield routes.of_window(endpoint, season, window)


def _is_open(window: Window, now: datetime) -> bool:
    return window.start <= now <= window.end + timedelta(days=7)


def _is_within(day: str, span: Window) -> bool:
    return span.start.date().isoformat() <= day <= span.end.date().isoformat()


def _is_day(request: Request) -> bool:
    return any(isinstance(route, ByUtcDay) for route in request.endpoint.routes)


def _is_day_due(request: Request, seen: datetime | None, now: datetime, policy: Policy) -> bool:
    """A day of plays is large: it is asked until it is over, and once more, for corrections, two days later."""
    if seen is None or request.window is None or policy.refresh:
        return True
    is_over = seen >= request.window.end + _GAMES_END
    last_look = request.window.end + _CORRECTED
    return not is_over or seen < last_look <= now

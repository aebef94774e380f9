"""What is wanted, minus what is held -> the requests to make, the most valuable first. Pure: no clock, no I/O."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.due import Policy, is_due
from cbbd_spark.ingest.request import Request, with_range
from cbbd_spark.ingest.window import date_windows, season_window, utc_day
from cbbd_spark.spec.endpoint import ByDateWindow, BySeason, ByUtcDay, CapUnit, Endpoint, Once
from cbbd_spark.state.ledger import Row, Status

# The endpoint whose records say on which days there is anything else to ask for.
SPINE = "games"
Rows = Callable[[str], Mapping[str, Row]]


@dataclass
class Plan:
    """Requests in the order in which they are made, and what is not asked and why."""

    requests: list[Request] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def choose(known: Mapping[str, Endpoint], names: Sequence[str] | None) -> list[Endpoint]:
    """The endpoints of these names; without names those that are planned by themselves.

    ConfigurationError for a name that is not known.
    """
    for name in names or ():
        if name not in known:
            nearest = difflib.get_close_matches(name, list(known), n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(known)}"
            raise ConfigurationError(f"unknown endpoint {name}; {hint}")
    return [one for one in known.values() if (one.name in names if names else one.is_planned)]


def check_seasons(endpoints: Sequence[Endpoint], seasons: Sequence[int], now: datetime) -> list[int]:
    """The seasons, newest first and each once; ConfigurationError for one that cannot exist."""
    first = min((endpoint.first_season for endpoint in endpoints), default=0)
    last = now.year + 1
    for season in seasons:
        if type(season) is not int or not first <= season <= last:
            raise ConfigurationError(
                f"season {season!r}: a season is the year in which it ends, here {first} to {last} (2025 is 2024-25)"
            )
    return sorted(set(seasons), reverse=True)


def plan(endpoints: Sequence[Endpoint], seasons: Sequence[int], rows: Rows, now: datetime, policy: Policy) -> Plan:
    """The requests for the seasons, newest season first, in it games before boxes before plays before the rest.

    Requests by UTC day need the days with final games, which the ledger has learned from games that landed: plan
    again after the games are in.
    """
    made = Plan()
    for endpoint in endpoints:
        rows_of = rows(endpoint.name)
        for request in _wanted(endpoint, seasons, rows, made.notes):
            if _can_have_records(request, now):
                made.requests += _missing(request, rows_of, now, policy)
    newest = max(seasons, default=0)
    made.requests.sort(key=lambda request: (-(request.season or newest), rank(request.endpoint)))
    return made


def rank(endpoint: Endpoint) -> int:
    """The order of endpoints within a season."""
    if endpoint.name == SPINE:
        return 0
    if endpoint.row_cap and endpoint.row_cap.unit is CapUnit.TEAM_ROWS:
        return 1
    return 2 if any(isinstance(route, ByUtcDay) for route in endpoint.routes) else 3


def days_with_finals(rows: Iterable[Row], season: int) -> list[str]:
    """The UTC days of a season on which a game started that is final, newest last."""
    return sorted(
        {
            day
            for row in rows
            if row.params.get("season") == season
            for day, finals in row.facts.days.items()
            if finals
        }
    )


def _wanted(endpoint: Endpoint, seasons: Sequence[int], rows: Rows, notes: list[str]) -> Iterator[Request]:
    begun = [season for season in seasons if season >= endpoint.first_season]
    if len(begun) < len(seasons):
        notes.append(f"{endpoint.name}: the API has nothing before {endpoint.first_season}; earlier seasons not asked")
    for route in endpoint.routes:
        if isinstance(route, Once):
            yield Request(endpoint)
        elif isinstance(route, BySeason):
            yield from (_of_season(endpoint, route, season) for season in begun)
        elif isinstance(route, ByDateWindow):
            yield from (each for season in begun for each in _of_windows(endpoint, route, season))
        elif isinstance(route, ByUtcDay):
            yield from (each for season in begun for each in _of_days(endpoint, route, season, rows, notes))
        else:
            notes.append(f"{endpoint.name}: not asked, because its route {type(route).__name__} is not planned yet")


def _of_season(endpoint: Endpoint, route: BySeason, season: int) -> Request:
    return Request(endpoint, ((route.parameter, season + route.offset),), season, season_window(season))


def _of_windows(endpoint: Endpoint, route: ByDateWindow, season: int) -> Iterator[Request]:
    for window in date_windows(season, route.days):
        yield Request(endpoint, with_range({"season": season}, window), season, window, can_split=True)


def _of_days(endpoint: Endpoint, route: ByUtcDay, season: int, rows: Rows, notes: list[str]) -> Iterator[Request]:
    days = days_with_finals(rows(SPINE).values(), season)
    if not days:
        notes.append(f"{endpoint.name}: no day of {season} with a final game is known; ask for {SPINE} first")
    for day in days:
        yield Request(endpoint, ((route.parameter, day),), season, utc_day(day))


def _can_have_records(request: Request, now: datetime) -> bool:
    """What lies in the future has a schedule and lines, and nothing else yet."""
    has_begun = request.window is None or request.window.start <= now
    cap = request.endpoint.row_cap
    return has_begun or (cap is not None and cap.unit is CapUnit.GAMES)


def _missing(request: Request, rows: Mapping[str, Row], now: datetime, policy: Policy) -> list[Request]:
    """The request, or the parts into which it had to be split before, as far as they are due."""
    row = rows.get(request.hash)
    halves = request.halves()
    if row is not None and row.status is Status.TRUNCATED and halves:
        return [each for half in halves for each in _missing(half, rows, now, policy)]
    return [request] if is_due(request, row, now, policy) else []

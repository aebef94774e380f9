"""What is wanted, minus what is held -> the requests to make, the most valuable first. Pure: no clock, no I/O."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest import recent, routes
from cbbd_spark.ingest.due import Policy, is_due
from cbbd_spark.ingest.knowledge import ROLL, SPINE, Knowledge, Rows
from cbbd_spark.ingest.recent import Recent
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import season_of
from cbbd_spark.spec.endpoint import ByConference, ByGame, ByTeam, ByUtcDay, CapUnit, Endpoint, Once, Route
from cbbd_spark.state.ledger import Row, Status

_FANNED_OUT = (ByConference, ByTeam, ByGame)


@dataclass
class Plan:
    """Requests in the order in which they are made, and what is not asked and why.

    unknown: by endpoint, about so many calls more that cannot be listed before games and teams have landed
    of_season: by endpoint, how many requests bring everything of the seasons, held or not
    """

    requests: list[Request] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    of_season: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many calls it takes, as far as is known; each answer that is cut off at its cap takes two more."""
        return len(self.requests) + self.unknown.total()

    def note(self, text: str) -> None:
        if text and text not in self.notes:
            self.notes.append(text)


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


def every_season(endpoints: Sequence[Endpoint], now: datetime) -> list[int]:
    """All seasons that any of the endpoints has, up to the one of the day."""
    first = min((endpoint.first_season for endpoint in endpoints), default=season_of(now))
    return list(range(first, season_of(now) + 1))


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
    """The requests for whole seasons, newest season first, in it games before boxes before plays before the rest.

    Requests by day, game, team and conference need what games and teams teach: plan again after those are in.
    """
    made, known = Plan(), Knowledge(rows)
    for endpoint in endpoints:
        begun = [season for season in seasons if season >= endpoint.first_season]
        if len(begun) < len(seasons):
            made.note(f"{endpoint.name}: the API has nothing before {endpoint.first_season}; earlier seasons not asked")
        wanted: list[Request] = []
        for route in endpoint.routes:
            for season in [0] if isinstance(route, Once) else begun:
                found = routes.enumerate_route(endpoint, route, season, known)
                wanted += [one for one in found.requests if _can_have_records(one, now)]
                made.unknown[endpoint.name] += found.unknown
                made.note(found.note)
        made.of_season[endpoint.name] = len(wanted)
        for request in wanted:
            made.requests += _missing(request, rows(endpoint.name), now, policy, known)
    _sort(made, max(seasons, default=0))
    return made


def plan_recent(endpoints: Sequence[Endpoint], rows: Rows, now: datetime, policy: Policy, days: Recent) -> Plan:
    """The requests of a daily run: what may have changed since the last one, in as few calls as that takes."""
    made, known = Plan(), Knowledge(rows)
    wanted = {one.hash: one for endpoint in endpoints for one in recent.requests(endpoint, now, days, known)}
    made.of_season.update(one.endpoint.name for one in wanted.values())
    for request in recent.due_today(wanted.values(), rows, now, policy):
        held = rows(request.endpoint.name)
        parts = _parts(request, held, known)
        due = [each for part in parts for each in _missing(part, held, now, policy, known)]
        made.requests += due if parts else [request]
    _sort(made, season_of(now))
    return made


def rank(endpoint: Endpoint) -> int:
    """The order of endpoints within a season: what others are made from, boxes, plays, the rest, the dearest last."""
    if endpoint.name in (SPINE, ROLL):
        return 0
    if endpoint.row_cap and endpoint.row_cap.unit is CapUnit.TEAM_ROWS:
        return 1
    if any(isinstance(route, ByUtcDay) for route in endpoint.routes):
        return 2
    return 3 + max(map(_fan_out, endpoint.routes))


def _fan_out(route: Route) -> int:
    return _FANNED_OUT.index(type(route)) + 1 if isinstance(route, _FANNED_OUT) else 0


def _sort(made: Plan, newest: int) -> None:
    made.requests.sort(key=lambda request: (-(request.season or newest), rank(request.endpoint)))


def _can_have_records(request: Request, now: datetime) -> bool:
    """What lies in the future has a schedule and lines, and nothing else yet."""
    has_begun = request.window is None or request.window.start <= now
    cap = request.endpoint.row_cap
    return has_begun or (cap is not None and cap.unit is CapUnit.GAMES)


def _missing(
    request: Request, rows: Mapping[str, Row], now: datetime, policy: Policy, known: Knowledge
) -> Iterable[Request]:
    """The request, or the parts into which it had or has to be split, as far as they are due."""
    if parts := _parts(request, rows, known):
        return [each for part in parts for each in _missing(part, rows, now, policy, known)]
    return [request] if is_due(request, rows.get(request.hash), now, policy) else []


def _parts(request: Request, rows: Mapping[str, Row], known: Knowledge) -> Sequence[Request]:
    """The halves of a request whose answer was cut off before, or would be for sure; none of any other."""
    row = rows.get(request.hash)
    was_cut = row is not None and row.status is Status.TRUNCATED
    is_new = row is None or row.status is Status.PLANNED
    if was_cut or (is_new and routes.exceeds_cap(request, known)):
        return request.halves() or ()
    return ()

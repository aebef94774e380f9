"""One route of an endpoint -> its requests for a season, as far as what they need is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from cbbd_spark.ingest.knowledge import ROLL, SPINE, Knowledge, any_within, finals_within
from cbbd_spark.ingest.request import Request, Value, with_range
from cbbd_spark.ingest.window import Window, date_windows, season_window, utc_day
from cbbd_spark.spec.endpoint import (
    ByConference,
    ByDateWindow,
    ByGame,
    BySeason,
    ByTeam,
    ByUtcDay,
    CapUnit,
    Endpoint,
    Once,
    Route,
)

# What a season usually takes, for an estimate before its games and teams are known.
_USUAL = {ByUtcDay: 160, ByTeam: 365, ByConference: 32, ByGame: 6000}
_BOXES_PER_GAME = 2
_SURELY = 1.1  # a few final games have no box


@dataclass(frozen=True)
class Enumeration:
    """The requests of a route. `unknown`: about so many more, which `note` says how to come to know."""

    requests: tuple[Request, ...] = ()
    unknown: int = 0
    note: str = ""


def enumerate_route(endpoint: Endpoint, route: Route, season: int, known: Knowledge) -> Enumeration:
    """The requests that bring every record of the season by this route."""
    if isinstance(route, Once):
        return Enumeration((Request(endpoint),))
    if isinstance(route, BySeason):
        return Enumeration((_of_season(endpoint, route, season),))
    if isinstance(route, ByDateWindow):
        return Enumeration(tuple(_of_windows(endpoint, date_windows(season, route.days), season, known)))
    if isinstance(route, ByUtcDay | ByGame | ByTeam | ByConference):
        requests = tuple(_of_items(endpoint, route, season, known))
        return Enumeration(requests) if requests else _not_yet(endpoint, route, season)
    note = f"{endpoint.name}: not asked, because nothing lists what its route {type(route).__name__} needs"
    return Enumeration(note=note)


def of_days(endpoint: Endpoint, route: ByUtcDay, season: int, days: Iterable[str]) -> Iterator[Request]:
    for day in days:
        yield Request(endpoint, ((route.parameter, day),), season, utc_day(day))


def of_window(endpoint: Endpoint, season: int, window: Window) -> Request:
    return Request(endpoint, with_range({"season": season}, window), season, window, can_split=True)


def _of_season(endpoint: Endpoint, route: BySeason, season: int) -> Request:
    window = season_window(season, route.closes)
    return Request(endpoint, ((route.parameter, season + route.offset),), season, window)


def _of_windows(endpoint: Endpoint, windows: Iterable[Window], season: int, known: Knowledge) -> Iterator[Request]:
    """Windows without a game are left out, as soon as the games are known that could stand in them."""
    games = known.games_by_day(season)
    for window in windows:
        if endpoint.name == SPINE or not games or may_hold_records(endpoint, window, games):
            yield of_window(endpoint, season, window)


def may_hold_records(endpoint: Endpoint, window: Window, games_by_day: dict[str, set[int]]) -> bool:
    """Boxes come from games that are final, all else by date from any game."""
    return bool(finals_within(games_by_day, window)) if counts_boxes(endpoint) else any_within(games_by_day, window)


def counts_boxes(endpoint: Endpoint) -> bool:
    return endpoint.row_cap is not None and endpoint.row_cap.unit is CapUnit.TEAM_ROWS


def exceeds_cap(request: Request, known: Knowledge) -> bool:
    """Whether the answer would be cut off, so that asking for it whole would be a call for nothing."""
    cap, window = request.endpoint.row_cap, request.window
    if cap is None or window is None or not request.can_split or not counts_boxes(request.endpoint):
        return False
    is_longer_than_a_day = window.end - window.start > timedelta(days=1)  # the hours of games are not known
    if not is_longer_than_a_day:
        return False
    finals = finals_within(known.games_by_day(request.season or 0), window)
    return finals * _BOXES_PER_GAME > cap.rows * _SURELY


def _of_items(
    endpoint: Endpoint, route: ByUtcDay | ByGame | ByTeam | ByConference, season: int, known: Knowledge
) -> Iterator[Request]:
    if isinstance(route, ByUtcDay):
        yield from of_days(endpoint, route, season, known.days_with_finals(season))
        return
    values: list[Value]
    if isinstance(route, ByGame):
        values = list(known.final_games(season))
    elif isinstance(route, ByTeam):
        values = [team.id if route.by_id else team.school for team in known.teams(season)]
    else:
        values = list(known.conferences(season))
    declared = {parameter.name for parameter in endpoint.parameters}
    rest = (("season", season),) if "season" in declared else ()
    for value in values:
        yield Request(endpoint, ((route.parameter, value), *rest), season, season_window(season))


def _not_yet(endpoint: Endpoint, route: ByUtcDay | ByGame | ByTeam | ByConference, season: int) -> Enumeration:
    by_games = isinstance(route, ByUtcDay | ByGame)
    needs, teacher = ("no final game", SPINE) if by_games else ("no team", ROLL)
    about = _USUAL[type(route)]
    note = f"{endpoint.name}: {needs} of {season} is known yet; about {about:,} calls once {teacher} have landed"
    return Enumeration(unknown=about, note=note)

"""Box scores, counted from the plays."""

from collections.abc import Iterable, Sequence

import msgspec

from cbbd_spark.simulator.league.events import AWAY, FIELD_GOALS, HOME, RIM, Course, Event, Kind, Span

FAST_BREAK_SECONDS = 10
FREE_THROW_WEIGHT = 0.44  # the API's, not the college one


class Line(msgspec.Struct, gc=False):
    """Counts of a player in a game, or any sum of such."""

    points: int = 0
    fgm: int = 0
    fga: int = 0
    tpm: int = 0
    tpa: int = 0
    ftm: int = 0
    fta: int = 0
    orb: int = 0
    drb: int = 0
    assists: int = 0
    steals: int = 0
    blocks: int = 0
    turnovers: int = 0
    fouls: int = 0
    seconds: int = 0
    minutes: int = 0
    points_for: int = 0
    points_against: int = 0
    games: int = 0
    starts: int = 0

    def add(self, other: "Line") -> None:
        """Add another line's counts."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def rebounds(self) -> int:
        """At both ends."""
        return self.orb + self.drb

    @property
    def plays_used(self) -> float:
        """Shots, trips to the line and turnovers: what a possession is used up by."""
        return self.fga + FREE_THROW_WEIGHT * self.fta + self.turnovers

    @property
    def game_score(self) -> float:
        """John Hollinger's summary of a line."""
        shooting = 0.4 * self.fgm - 0.7 * self.fga - 0.4 * (self.fta - self.ftm)
        boards = 0.7 * self.orb + 0.3 * self.drb
        rest = self.steals + 0.7 * self.assists + 0.7 * self.blocks - 0.4 * self.fouls - self.turnovers
        return self.points + shooting + boards + rest


COUNTS = Line.__struct_fields__


class TeamBox(msgspec.Struct, gc=False):
    """One side's box score."""

    players: dict[int, Line]
    total: Line
    by_period: list[int]
    technicals: int = 0
    in_paint: int = 0
    off_turnovers: int = 0
    fast_break: int = 0
    largest_lead: int = 0


class Boxes(msgspec.Struct, gc=False):
    """Both sides of a game."""

    sides: tuple[TeamBox, TeamBox]
    minutes: int
    possessions: int


def total(lines: Iterable[Line]) -> Line:
    """The sum of lines."""
    result = Line()
    for line in lines:
        result.add(line)
    return result


def possessions(*lines: Line) -> int:
    """Of a game: the mean of both sides, which end within one of each other."""
    return round(sum(line.plays_used - line.orb for line in lines) / len(lines))


def _minutes(lines: Sequence[Line]) -> None:
    """Whole minutes that still add up to five players' time: the largest remainders are rounded up."""
    spare = round(sum(line.seconds for line in lines) / 60) - sum(line.seconds // 60 for line in lines)
    by_remainder = sorted(lines, key=lambda line: line.seconds % 60, reverse=True)
    for place, line in enumerate(by_remainder):
        line.minutes = line.seconds // 60 + (place < spare)


def _count_floor(spans: Iterable[Span], lines: tuple[dict[int, Line], dict[int, Line]]) -> None:
    for span in spans:
        scored = (span.home_end - span.home_start, span.away_end - span.away_start)
        for side in (HOME, AWAY):
            for player in span.five(side):
                if player not in lines[side]:
                    lines[side][player] = Line(games=1)
                line = lines[side][player]
                line.seconds += span.start - span.end
                line.points_for += scored[side]
                line.points_against += scored[1 - side]


def _count_shot(line: Line, event: Event) -> None:
    if event.kind == Kind.FREE_THROW:
        line.fta += 1
        line.ftm += event.made
    else:
        is_three = event.worth == 3
        line.fga += 1
        line.fgm += event.made
        line.tpa += is_three
        line.tpm += is_three and event.made
    if event.made:
        line.points += event.worth


_COUNTED: dict[int, str] = {
    Kind.OFFENSIVE_REBOUND: "orb",
    Kind.DEFENSIVE_REBOUND: "drb",
    Kind.STEAL: "steals",
    Kind.BLOCK: "blocks",
    Kind.TURNOVER: "turnovers",
    Kind.FOUL: "fouls",
}


def count_play(line: Line, event: Event) -> None:
    """Count a play on the line of who did it, or of a group that he is part of."""
    name = _COUNTED.get(event.kind)
    if name:
        setattr(line, name, getattr(line, name) + 1)
    elif event.worth:
        _count_shot(line, event)


def _count_plays(events: Iterable[Event], lines: tuple[dict[int, Line], dict[int, Line]]) -> None:
    for event in events:
        if event.side < 0 or not event.player:
            continue
        count_play(lines[event.side][event.player], event)
        if event.worth and event.other:
            lines[event.side][event.other].assists += 1


def _count_flow(events: Iterable[Event], boxes: tuple[TeamBox, TeamBox]) -> None:
    """What depends on the plays before: points by period, off turnovers, on the break, and the lead."""
    gained_from_turnover, gained_at = -1, (0, 0, -1)
    for event in events:
        kind, side = event.kind, event.side
        if kind == Kind.TURNOVER:
            gained_from_turnover, gained_at = 1 - side, (event.period, event.seconds, 1 - side)
        elif kind == Kind.DEFENSIVE_REBOUND:
            gained_from_turnover, gained_at = -1, (event.period, event.seconds, side)
        elif kind == Kind.TECHNICAL:
            boxes[side].technicals += 1
        if not event.made:
            continue
        box = boxes[side]
        box.by_period[event.period - 1] += event.worth
        box.in_paint += event.worth * (kind in RIM)
        box.off_turnovers += event.worth * (side == gained_from_turnover)
        period, seconds, owner = gained_at
        is_quick = period == event.period and owner == side and seconds - event.seconds <= FAST_BREAK_SECONDS
        box.fast_break += event.worth * is_quick
        box.largest_lead = max(box.largest_lead, (event.home - event.away) * (1 if side == HOME else -1))
        if kind in FIELD_GOALS:
            gained_from_turnover, gained_at = -1, (0, 0, -1)


def count_boxes(course: Course) -> Boxes:
    """The box scores of a game."""
    lines: tuple[dict[int, Line], dict[int, Line]] = ({}, {})
    _count_floor(course.spans, lines)
    _count_plays(course.events, lines)
    for side in (HOME, AWAY):
        _minutes(list(lines[side].values()))
        for player in course.spans[0].five(side):
            lines[side][player].starts = 1
    periods = course.events[-1].period
    home, away = (TeamBox(each, total(each.values()), [0] * periods) for each in lines)
    _count_flow(course.events, (home, away))
    minutes = 40 + 5 * (periods - 2)
    return Boxes((home, away), minutes, possessions(home.total, away.total))

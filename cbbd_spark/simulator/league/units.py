"""Five-man units: what a five did and allowed while it was on the floor."""

from collections.abc import Iterable

import msgspec

from cbbd_spark.simulator.league.box import Line, count_play
from cbbd_spark.simulator.league.events import AWAY, HOME, Course
from cbbd_spark.simulator.league.shot_counts import ShotCounts, no_shots

Five = tuple[int, ...]


class Tally(msgspec.Struct, gc=False):
    """One side of what happened."""

    line: Line
    shots: ShotCounts


class Unit(msgspec.Struct, gc=False):
    """A five's time and both sides' counts."""

    seconds: int
    own: Tally
    other: Tally


def _new_unit() -> Unit:
    return Unit(0, Tally(Line(), no_shots()), Tally(Line(), no_shots()))


def count_units(courses: Iterable[tuple[Course, int]]) -> dict[Five, Unit]:
    """The units of one team, whose side in each game comes with the course."""
    units: dict[Five, Unit] = {}
    for course, side in courses:
        fives = [tuple(sorted(ten[:5] if side == HOME else ten[5:])) for ten in course.floors]
        for span in course.spans:
            five = tuple(sorted(span.five(side)))
            units.setdefault(five, _new_unit()).seconds += span.start - span.end
        for event in course.events:
            if event.side not in (HOME, AWAY) or not event.player:
                continue
            unit = units.setdefault(fives[event.floor], _new_unit())
            tally = unit.own if event.side == side else unit.other
            count_play(tally.line, event)
            if event.worth:
                tally.shots.add(event)
                tally.line.assists += event.other > 0
    return units

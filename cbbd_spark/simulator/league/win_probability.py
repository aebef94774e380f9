"""The home side's chance to win, from the score, the time left and what was expected before."""

from math import erf, sqrt

from cbbd_spark.simulator.league.events import Course
from cbbd_spark.simulator.league.scoresheet import period_length

GAME_SD = 11.5


def chance(margin: float) -> float:
    """The chance that a side wins which should win by that margin."""
    return 0.5 * (1 + erf(margin / GAME_SD / sqrt(2)))


def seconds_left(period: int, seconds: int) -> int:
    """Until the end of regulation, or of the overtime."""
    return seconds + period_length(period) if period == 1 else seconds


def win_probability(lead: int, left: int, expected: float) -> float:
    """During a game. The last half minute is less certain than its seconds say: fouls stop the clock."""
    share = (max(left, 0.1) + 24 * min(left / 30, 1)) / 2400
    return 0.5 * (1 + erf((lead + expected * share) / (GAME_SD * sqrt(share)) / sqrt(2)))


def excitement(course: Course, expected: float) -> float:
    """How much the win probability moved, as the API's index does."""
    before, moved = chance(expected), 0.0
    for event in course.events:
        if event.made:
            left = seconds_left(event.period, event.seconds)
            now = win_probability(event.home - event.away, left, expected)
            moved += abs(now - before)
            before = now
    return moved

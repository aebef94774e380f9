"""The state of a game while it is played: clock, score, and the plays so far."""

from random import Random

from cbbd_spark.simulator.league.chance import clipped
from cbbd_spark.simulator.league.events import AWAY, HOME, NEITHER, Course, Event, Kind, Span
from cbbd_spark.simulator.league.side import Side

HALF, OVERTIME = 1200, 300
TV_MARKS = (960, 720, 480, 240)


def period_length(period: int) -> int:
    """Seconds of a period: two halves, then overtimes."""
    return HALF if period <= 2 else OVERTIME


class Scoresheet:
    """Keeps what a scorer keeps."""

    def __init__(self, home: Side, away: Side, rng: Random, tells_substitutions: bool) -> None:
        self.sides = (home, away)
        self.rng = rng
        self.score = [0, 0]
        self.period = 1
        self.clock = HALF
        self.events: list[Event] = []
        self.spans: list[Span] = []
        self.floors: list[tuple[int, ...]] = []
        self._floor_numbers: dict[tuple[int, ...], int] = {}
        self._tells_substitutions = tells_substitutions
        self._tv_marks: list[int] = []
        self.elapsed = 0
        self._span_start = (HALF, 0, 0)
        self._enter_floor()

    def _fives(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return self.sides[HOME].five.ids, self.sides[AWAY].five.ids

    def _enter_floor(self) -> None:
        home, away = self._fives()
        ten = home + away
        if ten not in self._floor_numbers:
            self._floor_numbers[ten] = len(self.floors)
            self.floors.append(ten)
        self._floor = self._floor_numbers[ten]
        self._span_start = (self.clock, self.score[HOME], self.score[AWAY])

    def _close_span(self, fives: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
        start, home, away = self._span_start
        if start > self.clock:
            self.spans.append(Span(self.period, start, self.clock, *fives, home, away, *self.score))

    def note(
        self,
        kind: Kind,
        side: int = NEITHER,
        player: int = 0,
        *,
        other: int = 0,
        worth: int = 0,
        made: bool = False,
        spot: tuple[int, int] = (-1, -1),
    ) -> None:
        """Write down a play; a made shot counts at once."""
        if made:
            self.score[side] += worth
        home, away = self.score
        self.events.append(
            Event(kind, self.period, self.clock, side, player, other, home, away, worth, made, *spot, self._floor)
        )

    def run_clock(self, seconds: int) -> None:
        """Let time pass."""
        self.clock -= seconds
        self.elapsed += seconds
        self.sides[HOME].play(seconds)
        self.sides[AWAY].play(seconds)

    def begin_period(self, period: int, notes_start: bool) -> None:
        """New clock; team fouls begin anew in the second half and go on in overtime."""
        self.period, self.clock = period, period_length(period)
        self._tv_marks = [mark for mark in TV_MARKS if period <= 2]
        if period <= 2:
            for side in self.sides:
                side.team_fouls = 0
        self._enter_floor()
        self._change_players()
        if notes_start:
            self.note(Kind.PERIOD_START)

    def end_period(self, is_last: bool) -> None:
        """The horn; a game ends with one of its own."""
        self._close_span(self._fives())
        self.note(Kind.GAME_END if is_last else Kind.PERIOD_END)

    def _change_players(self) -> None:
        before = self._fives()
        changes = [(number, self.sides[number].substitute(self.elapsed, self.rng)) for number in (HOME, AWAY)]
        if not any(swaps for _, swaps in changes):
            return
        self._close_span(before)
        self._enter_floor()
        if not self._tells_substitutions:
            return
        for number, swaps in changes:
            for leaving, entering in swaps:
                self.note(Kind.SUBSTITUTION, number, leaving)
                self.note(Kind.SUBSTITUTION, number, entering, other=1)

    def dead_ball(self) -> None:
        """A stop in play: television first, then substitutions."""
        if self._tv_marks and self.clock < self._tv_marks[0]:
            self._tv_marks.pop(0)
            self.note(Kind.TV_TIMEOUT)
        self._change_players()

    def timeout(self, side: int) -> None:
        """A team asks for time."""
        self.note(Kind.TIMEOUT, side)
        self.dead_ball()

    def course(self) -> Course:
        """All that was written down."""
        return Course(self.events, self.spans, self.floors)

    def spot(self, worth: int, is_rim: bool) -> tuple[int, int]:
        """Where a shot was taken, in tenths of feet on one half of the court; a tenth are not tracked."""
        if self.rng.random() < 0.1:
            return -1, -1
        reach = 20 if is_rim else 230 if worth == 3 else 130
        across = clipped(self.rng.gauss(250, reach / 2), 5, 495)
        depth = clipped(52 + abs(self.rng.gauss(reach * 0.6, reach / 3)), 10, 460)
        return int(depth), int(across)

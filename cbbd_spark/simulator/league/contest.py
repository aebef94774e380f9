"""A game, possession by possession."""

from collections.abc import Sequence
from random import Random

from cbbd_spark.simulator.league.events import AWAY, HOME, Course, Kind
from cbbd_spark.simulator.league.five import choose
from cbbd_spark.simulator.league.free_throws import foul, penalty, technical, trip
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.scoresheet import Scoresheet
from cbbd_spark.simulator.league.shots import shot
from cbbd_spark.simulator.league.side import Side
from cbbd_spark.simulator.league.strength import HOME_EDGE_PER_100, Strength, expected_margin

TURNOVER = 0.150  # of the chances, which are a few more than the possessions
FLOOR_FOUL = 0.15
SHOOTING_PER_POINT = 0.45  # how a point per possession of strength shows: in shooting ...
TURNOVER_PER_POINT = 0.16  # ... and in turnovers
# Per point of lead beyond what was to be expected by now: leaders ease off, so that a margin is some 10.7 points (one
# standard deviation) off what the strengths say.
CATCH_UP = 0.0026
SECONDS_PER_TRIP = 2400 / 141.5
DESPERATE = 45


class Contest:
    """Plays one game on a scoresheet."""

    def __init__(self, sheet: Scoresheet, is_neutral: bool, has_period_plays: bool) -> None:
        self.sheet = sheet
        self.rng = sheet.rng
        self._has_period_plays = has_period_plays
        home, away = (side.strength for side in sheet.sides)
        edge = 0.0 if is_neutral else HOME_EDGE_PER_100 / 2
        self._edges = ((home.offense - away.defense + edge) / 100, (away.offense - home.defense - edge) / 100)
        self._margin_per_second = expected_margin(home, away, is_neutral) / 2400
        self._tempo = SECONDS_PER_TRIP * 136 / (home.pace + away.pace)

    def play(self) -> Course:
        """Two halves, and overtimes until somebody leads."""
        first = self._jump_ball(1)
        self._period(1, first)
        self._period(2, 1 - first)
        period = 2
        while self._is_tied():
            period += 1
            self._period(period, self._jump_ball(period))
        return self.sheet.course()

    def _is_tied(self) -> bool:
        return self.sheet.score[HOME] == self.sheet.score[AWAY]

    def _jump_ball(self, period: int) -> int:
        self.sheet.begin_period(period, self._has_period_plays)
        winner = HOME if self.rng.random() < 0.5 else AWAY
        self.sheet.note(Kind.JUMP_BALL, winner)
        return winner

    def _period(self, period: int, side: int) -> None:
        if period == 2:
            self.sheet.begin_period(period, self._has_period_plays)
        while self.sheet.clock > 0:
            self._possession(side)
            side = 1 - side
        self.sheet.end_period(is_last=period >= 2 and not self._is_tied())

    def _edge(self, side: int) -> float:
        sheet = self.sheet
        own, other = sheet.sides[side].five, sheet.sides[1 - side].five
        surprise = sheet.score[HOME] - sheet.score[AWAY] - self._margin_per_second * sheet.elapsed
        ease = CATCH_UP * (surprise if side == HOME else -surprise)
        return SHOOTING_PER_POINT * self._edges[side] + own.quality - other.quality - ease

    def _use_clock(self, is_second_chance: bool) -> None:
        rng = self.rng
        if is_second_chance:
            seconds = 1 + 11 * rng.random()
        else:
            seconds = self._tempo * (0.18 + 0.76 * (rng.random() + rng.random()))
        self.sheet.run_clock(min(max(int(seconds + 0.5), 1), self.sheet.clock))

    def _possession(self, side: int) -> None:
        """Until the other side has the ball, or the period is over."""
        keeps, is_second_chance = True, False
        while keeps and self.sheet.clock > 0:
            is_fouled = self._must_foul(side)
            keeps = self._intentional_foul(side) if is_fouled else self._chance(side, is_second_chance)
            is_second_chance = True

    def _must_foul(self, side: int) -> bool:
        sheet = self.sheet
        behind = sheet.score[side] - sheet.score[1 - side]
        return sheet.period >= 2 and sheet.clock <= DESPERATE and 1 <= behind <= 9 and self.rng.random() < 0.75

    def _intentional_foul(self, side: int) -> bool:
        self.sheet.run_clock(min(2 + int(self.rng.random() * 5), self.sheet.clock))
        foul(self.sheet, 1 - side)
        return self._after_floor_foul(side)

    def _after_floor_foul(self, side: int) -> bool:
        sheet = self.sheet
        shots, is_one_and_one = penalty(sheet, 1 - side)
        if not shots:
            sheet.dead_ball()
            return True
        shooter = choose(self.rng.random(), sheet.sides[side].five.usage)
        return trip(sheet, side, shooter, shots, is_one_and_one)

    def _chance(self, side: int, is_second_chance: bool) -> bool:
        """A turnover, a foul away from a shot, or a shot; True when the side still has the ball."""
        sheet, rng = self.sheet, self.rng
        self._use_clock(is_second_chance)
        if sheet.clock == 0 and rng.random() < 0.5:
            return False  # the horn comes first
        luck = rng.random()
        turnover = TURNOVER - TURNOVER_PER_POINT * self._edges[side]
        if luck < turnover:
            self._turnover(side)
            return False
        if luck < turnover + FLOOR_FOUL:
            if rng.random() < 0.006:
                technical(sheet, 1 - side)
            foul(sheet, 1 - side)
            return self._after_floor_foul(side)
        keeps = shot(sheet, side, self._edge(side), is_second_chance)
        if not keeps and sheet.clock > 0 and rng.random() < 0.035:
            sheet.timeout(1 - side)
        return keeps

    def _turnover(self, side: int) -> None:
        sheet, rng = self.sheet, self.rng
        five = sheet.sides[side].five
        loser = choose(rng.random(), five.usage)
        kind_of_loss = rng.random()
        if kind_of_loss < 0.12:  # an offensive foul
            foul(sheet, side, loser)
        sheet.note(Kind.TURNOVER, side, five.ids[loser])
        if kind_of_loss > 0.48:
            thief = sheet.sides[1 - side].five
            sheet.note(Kind.STEAL, 1 - side, thief.ids[choose(rng.random(), thief.steals)])
        else:
            sheet.dead_ball()


def play_game(
    rotations: tuple[Sequence[Player], Sequence[Player]],
    strengths: tuple[Strength, Strength],
    season: int,
    is_neutral: bool,
    rng: Random,
) -> Course:
    """A game between a home and an away rotation. What the feed tells depends on the season (Q16)."""
    home, away = (Side(*pair) for pair in zip(rotations, strengths, strict=True))
    sheet = Scoresheet(home, away, rng, tells_substitutions=season >= 2025)
    has_period_plays = rng.random() < (0.9 if season <= 2023 else 0.02)
    return Contest(sheet, is_neutral, has_period_plays).play()

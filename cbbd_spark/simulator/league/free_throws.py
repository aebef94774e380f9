"""Fouls and what they cost."""

from cbbd_spark.simulator.league.events import Kind
from cbbd_spark.simulator.league.five import choose
from cbbd_spark.simulator.league.scoresheet import Scoresheet

ONE_AND_ONE, DOUBLE_BONUS = 7, 10
SECOND_CHANCE = 0.13  # offensive rebounds of a missed last free throw


def foul(sheet: Scoresheet, side: int, position: int | None = None) -> None:
    """A personal foul on a side, on one of its five."""
    team = sheet.sides[side]
    if position is None:
        position = choose(sheet.rng.random(), team.five.fouls)
    offender = team.five.ids[position]
    team.fouls[offender] += 1
    team.team_fouls += 1
    sheet.note(Kind.FOUL, side, offender)


def _attempt(sheet: Scoresheet, side: int, position: int) -> bool:
    five = sheet.sides[side].five
    made = sheet.rng.random() < five.skills[position].free_throws
    sheet.note(Kind.FREE_THROW, side, five.ids[position], worth=1, made=made)
    return made


def rebound(sheet: Scoresheet, side: int, second_chance: float) -> bool:
    """After a live miss of a side: True when that side has the ball again."""
    rng = sheet.rng
    if rng.random() < second_chance:
        five = sheet.sides[side].five
        sheet.note(Kind.OFFENSIVE_REBOUND, side, five.ids[choose(rng.random(), five.offensive_rebounds)])
        return True
    if rng.random() < 0.03:  # out of bounds off the shooting side
        sheet.note(Kind.DEAD_BALL_REBOUND, 1 - side)
        sheet.dead_ball()
        return False
    five = sheet.sides[1 - side].five
    sheet.note(Kind.DEFENSIVE_REBOUND, 1 - side, five.ids[choose(rng.random(), five.defensive_rebounds)])
    return False


def trip(sheet: Scoresheet, side: int, shooter: int, shots: int, is_one_and_one: bool = False) -> bool:
    """A trip to the line by the player at a position of the five; True when the side has the ball again."""
    made = False
    for number in range(1, shots + 1):
        made = _attempt(sheet, side, shooter)
        if not made and is_one_and_one:
            break
        if not made and number < shots:
            sheet.note(Kind.DEAD_BALL_REBOUND, side)
    if not made:
        return rebound(sheet, side, SECOND_CHANCE)
    sheet.dead_ball()
    return False


def penalty(sheet: Scoresheet, fouling: int) -> tuple[int, bool]:
    """Free throws that a foul away from a shot gives: their number, and whether they are one-and-one."""
    fouls = sheet.sides[fouling].team_fouls
    if fouls < ONE_AND_ONE:
        return 0, False
    return 2, fouls < DOUBLE_BONUS


def technical(sheet: Scoresheet, side: int) -> None:
    """A technical foul on a side: two free throws for the best shooter of the other, the ball stays."""
    rng = sheet.rng
    team, other = sheet.sides[side], sheet.sides[1 - side]
    sheet.note(Kind.TECHNICAL, side, team.five.ids[int(rng.random() * 5)])
    best = max(range(5), key=lambda n: other.five.skills[n].free_throws)
    for number in (1, 2):
        if not _attempt(sheet, 1 - side, best) and number == 1:
            sheet.note(Kind.DEAD_BALL_REBOUND, 1 - side)

"""Shots from the field: which, by whom, made or not, fouled or not, and who gets the ball."""

from typing import NamedTuple

from cbbd_spark.simulator.league.events import Kind
from cbbd_spark.simulator.league.five import choose
from cbbd_spark.simulator.league.free_throws import foul, rebound, trip
from cbbd_spark.simulator.league.players import Skills
from cbbd_spark.simulator.league.scoresheet import Scoresheet

SECOND_CHANCE = 0.285
AND_ONE = 0.42  # of the shots that would have gone in, those that do in spite of the foul


class ShotType(NamedTuple):
    """What is true of a kind of shot before it is known who shoots."""

    kind: Kind
    worth: int
    made: float
    fouled: float
    blocked: float
    assisted: float


THREE = ShotType(Kind.JUMPER, 3, 0.328, 0.014, 0.015, 0.83)
JUMPER = ShotType(Kind.JUMPER, 2, 0.375, 0.05, 0.09, 0.34)
LAYUP = ShotType(Kind.LAYUP, 2, 0.55, 0.205, 0.27, 0.46)
DUNK = ShotType(Kind.DUNK, 2, 0.86, 0.06, 0.04, 0.66)
TIP = ShotType(Kind.TIP, 2, 0.50, 0.05, 0.06, 0.0)


def _shot_type(luck: float, skills: Skills, is_second_chance: bool) -> ShotType:
    if is_second_chance and luck < 0.22:
        return TIP
    if luck < skills.rim_share:
        return DUNK if luck < skills.rim_share * (0.05 + 0.2 * (skills.blocks > 1.5)) else LAYUP
    return THREE if luck < skills.rim_share + skills.three_share else JUMPER


def _assister(sheet: Scoresheet, side: int, shooter: int, chance: float) -> int:
    rng = sheet.rng
    if rng.random() >= chance:
        return 0
    five = sheet.sides[side].five
    helper = choose(rng.random(), five.assists)
    return five.ids[helper] if helper != shooter else five.ids[(shooter + 1 + int(rng.random() * 4)) % 5]


def shot(sheet: Scoresheet, side: int, edge: float, is_second_chance: bool) -> bool:
    """One shot and all that follows from it; True when the side has the ball again."""
    rng = sheet.rng
    five = sheet.sides[side].five
    shooter = choose(rng.random(), five.usage)
    skills = five.skills[shooter]
    shot_type = _shot_type(rng.random(), skills, is_second_chance)
    goes_in = rng.random() < shot_type.made + edge + skills.shooting
    is_fouled = rng.random() < shot_type.fouled
    if is_fouled and not (goes_in and rng.random() < AND_ONE):
        foul(sheet, 1 - side)
        return trip(sheet, side, shooter, shot_type.worth)
    spot = sheet.spot(shot_type.worth, shot_type.kind != Kind.JUMPER)
    if not goes_in:
        sheet.note(shot_type.kind, side, five.ids[shooter], worth=shot_type.worth, spot=spot)
        _maybe_block(sheet, side, shot_type)
        return sheet.clock > 0 and rebound(sheet, side, SECOND_CHANCE)
    helper = _assister(sheet, side, shooter, shot_type.assisted)
    sheet.note(shot_type.kind, side, five.ids[shooter], other=helper, worth=shot_type.worth, made=True, spot=spot)
    if is_fouled:
        foul(sheet, 1 - side)
        return trip(sheet, side, shooter, 1)
    return False


def _maybe_block(sheet: Scoresheet, side: int, shot_type: ShotType) -> None:
    if sheet.rng.random() < shot_type.blocked:
        five = sheet.sides[1 - side].five
        sheet.note(Kind.BLOCK, 1 - side, five.ids[choose(sheet.rng.random(), five.blocks)])

"""What a play does with the ball, in a small number: all that the rules of possession need to know of it."""

from __future__ import annotations

from enum import IntEnum

from pyspark.sql import Column
from pyspark.sql import functions as F

FIELD_GOALS = ("jump_shot", "three_point_shot", "layup", "dunk", "tip_shot", "shot")


class Act(IntEnum):
    """Acts of a team; other plays have none."""

    MADE_SHOT = 1
    MISSED_SHOT = 2
    MADE_FREE_THROW = 3
    MISSED_FREE_THROW = 4
    OFFENSIVE_REBOUND = 5
    DEFENSIVE_REBOUND = 6
    TURNOVER = 7
    DEAD_BALL_REBOUND = 8
    STEAL = 9
    BLOCK = 10
    FOUL = 11
    TECHNICAL = 12  # flagrant fouls too: the ball stays where it was


SHOTS = (Act.MADE_SHOT, Act.MISSED_SHOT)
FREE_THROWS = (Act.MADE_FREE_THROW, Act.MISSED_FREE_THROW)
MISSES = (Act.MISSED_SHOT, Act.MISSED_FREE_THROW)
FOULS = (Act.FOUL, Act.TECHNICAL)
# Who has the ball follows from these. Not from a dead-ball rebound: the feed notes one after each free throw but the
# last that misses.
OFF_THE_LINE = (*SHOTS, Act.OFFENSIVE_REBOUND, Act.DEFENSIVE_REBOUND, Act.TURNOVER)
OF_THE_BALL = (*OFF_THE_LINE, *FREE_THROWS)

_BY_TERM = {
    "offensive_rebound": Act.OFFENSIVE_REBOUND,
    "defensive_rebound": Act.DEFENSIVE_REBOUND,
    "dead_ball_rebound": Act.DEAD_BALL_REBOUND,
    "turnover": Act.TURNOVER,
    "steal": Act.STEAL,
    "block": Act.BLOCK,
    "foul_technical": Act.TECHNICAL,
    "foul_flagrant": Act.TECHNICAL,
}


def shot_kind(term: Column, shot_range: Column, score_value: Column, play_text: Column) -> Column:
    """`two_pointer`, `three_pointer`, `free_throw`, or NULL where nobody shoots.

    `term` is the canonical type of the play. The range tells twos from threes; only where the feed has none do the
    type, the text and at last the worth, which is not reliable.
    """
    said_three = (term == "three_point_shot") | F.lower(play_text).contains("three point") | (score_value == 3)
    is_three = F.when(shot_range.isNotNull(), shot_range == "three_pointer").otherwise(said_three)
    is_field_goal = term.isin(*FIELD_GOALS) | ((term == "other") & shot_range.isNotNull())
    return (
        F.when((term == "free_throw") | (is_field_goal & (shot_range == "free_throw")), "free_throw")
        .when(is_field_goal & is_three, "three_pointer")
        .when(is_field_goal, "two_pointer")
    )


def points_worth(kind: Column) -> Column:
    """Points that a shot of the kind brings when it goes in."""
    return F.when(kind == "three_pointer", 3).when(kind == "two_pointer", 2).when(kind == "free_throw", 1)


def act(term: Column, kind: Column, is_made: Column, play_text: Column) -> Column:
    """The act of a play; `kind` is its `shot_kind`, and a shot that is not known to be made is missed.

    Some feeds have a technical or flagrant foul as a personal one and tell it in the text only.
    """
    made = F.coalesce(is_made, F.lit(False))
    text = F.lower(F.coalesce(play_text, F.lit("")))
    named = F.lit(None).cast("int")
    for name, value in _BY_TERM.items():
        named = F.when(term == name, int(value)).otherwise(named)
    return (
        F.when(kind == "free_throw", F.when(made, int(Act.MADE_FREE_THROW)).otherwise(int(Act.MISSED_FREE_THROW)))
        .when(kind.isNotNull(), F.when(made, int(Act.MADE_SHOT)).otherwise(int(Act.MISSED_SHOT)))
        .when(
            term == "foul_personal",
            F.when(text.contains("technical") | text.contains("flagrant"), int(Act.TECHNICAL)).otherwise(int(Act.FOUL)),
        )
        .otherwise(named)
    )

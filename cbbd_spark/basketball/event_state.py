"""The state of a game at a play, as a win-probability model takes it in. Home is 0, away is 1.

Scores are the feed's own after the play, also where it corrects itself downwards: what it said then is what was
known then. Where it says nothing the last score stands, 0-0 at the start.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from cbbd_spark.basketball.in_order import in_order, latest

HOME, AWAY = 0, 1


def side_of(team_id: Column, home_team_id: Column, away_team_id: Column) -> Column:
    """0 for the home team, 1 for the away team, NULL for a team that does not play in the game."""
    return F.when(team_id == home_team_id, HOME).when(team_id == away_team_id, AWAY)


def team_of(side: Column, home_team_id: Column, away_team_id: Column) -> Column:
    """The team of a side."""
    return F.when(side == HOME, home_team_id).when(side == AWAY, away_team_id)


def score_after(score: Column) -> Column:
    """The score after a play, over the plays of a game in order."""
    return F.coalesce(latest(score, in_order()), F.lit(0))


def leading_side(home: Column, away: Column) -> Column:
    """The side with more points, NULL when tied."""
    return F.when(home > away, HOME).when(away > home, AWAY)

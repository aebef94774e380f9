"""Possessions, ratings and the Four Factors from counts. Counts are summed first, ratios taken last.

Arguments are counts as columns; fractions are 0 to 1; division by zero is NULL. Free-throw weight 0.475 is the
college value (KenPom); the NBA uses 0.44.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

FREE_THROW_WEIGHT = 0.475


def ratio(numerator: Column, denominator: Column) -> Column:
    """The quotient as a double; NULL when the denominator is 0 or either is NULL."""
    return F.try_divide(numerator.cast("double"), denominator.cast("double"))


def possessions(fga: Column, oreb: Column, tov: Column, fta: Column) -> Column:
    """One side's possessions: FGA - OREB + TOV + 0.475 FTA (KenPom ratings glossary)."""
    return fga - oreb + tov + F.lit(FREE_THROW_WEIGHT) * fta


def game_possessions(own: Column, other: Column) -> Column:
    """The possessions of a game: the mean of both sides', the same for both (KenPom)."""
    return (own + other) / F.lit(2.0)


def pace(possession_count: Column, minutes: Column) -> Column:
    """Possessions per 40 minutes (KenPom tempo); `minutes` are the game's, 40 and 5 per overtime."""
    return ratio(F.lit(40.0) * possession_count, minutes)


def rating(points: Column, possession_count: Column) -> Column:
    """Points per 100 possessions."""
    return ratio(F.lit(100.0) * points, possession_count)


def effective_field_goal_pct(fgm: Column, fg3m: Column, fga: Column) -> Column:
    """(FGM + 0.5 FG3M) / FGA."""
    return ratio(fgm + F.lit(0.5) * fg3m, fga)


def turnover_ratio(tov: Column, possession_count: Column) -> Column:
    """Turnovers per possession of the game (KenPom TO%)."""
    return ratio(tov, possession_count)


def offensive_rebound_pct(oreb: Column, opponent_dreb: Column) -> Column:
    """Own offensive rebounds over those that were there to take: OREB / (OREB + opponent's DREB)."""
    return ratio(oreb, oreb + opponent_dreb)


def free_throw_rate(fta: Column, fga: Column) -> Column:
    """FTA / FGA (KenPom)."""
    return ratio(fta, fga)


def true_shooting(points: Column, fga: Column, fta: Column) -> Column:
    """PTS / (2 (FGA + 0.475 FTA)), the college convention."""
    return ratio(points, F.lit(2.0) * (fga + F.lit(FREE_THROW_WEIGHT) * fta))


def usage_rate(
    *,
    fga: Column,
    fta: Column,
    tov: Column,
    minutes: Column,
    team_fga: Column,
    team_fta: Column,
    team_tov: Column,
    game_minutes: Column,
) -> Column:
    """The share of the team's plays that a player ended while he was on the floor (Basketball-Reference).

    (FGA + 0.475 FTA + TOV) x game minutes / (MIN x (the team's FGA + 0.475 FTA + TOV)); the team's minutes are five
    times the game's, and the formula divides them by five again.
    """
    weight = F.lit(FREE_THROW_WEIGHT)
    return ratio((fga + weight * fta + tov) * game_minutes, minutes * (team_fga + weight * team_fta + team_tov))


def per_40(count: Column, minutes: Column) -> Column:
    """A count per 40 minutes on the floor; NULL at 0 minutes."""
    return ratio(F.lit(40.0) * count, minutes)

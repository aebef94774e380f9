"""What one side did in one game, as rates of its box score; either side's, by the prefix of its counts."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors, season_rates
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.basketball.season_rates import BoxSide
from cbbd_spark.basketball.sides import final_sides

OWN, OTHER = "", "opponent_"


def sides_with_boxes(games: DataFrame, boxes: DataFrame) -> DataFrame:
    """The sides of the games that count, with the numbers of `boxes` (fct_game_teams); `has_box` tells who has one."""
    sides = final_sides(games).withColumns(
        {
            "margin": F.col("points") - F.col("opponent_points"),
            "opp_points": F.col("opponent_points"),
            "team_win": F.when(F.col("points") != F.col("opponent_points"), F.col("points") > F.col("opponent_points")),
        }
    )
    counts = [name for name in boxes.columns if name not in sides.columns and not name.startswith("_")]
    own = boxes.select("season", "game_id", "team_id", F.lit(True).alias("has_box"), *counts)
    # A team has one box in a game, so the join cannot multiply rows.
    return sides.join(own, ["season", "game_id", "team_id"], how="left").withColumn(
        "has_box", F.coalesce("has_box", F.lit(False))
    )


def possessions() -> Column:
    """The game's: the mean of both sides', the same on both rows."""
    own, other = (four_factors.possessions(*BoxSide.of_columns(prefix).possession_counts) for prefix in (OWN, OTHER))
    return four_factors.game_possessions(own, other)


def rating(points: str) -> Column:
    """`points` per 100 possessions of the game."""
    return four_factors.rating(F.col(points), possessions())


def pace() -> Column:
    """Possessions per 40 minutes."""
    return four_factors.pace(possessions(), F.col("game_minutes"))


def four_factors_of(side: str) -> dict[str, Column]:
    """The Four Factors of OWN or OTHER, by their names."""
    own, other = BoxSide.of_columns(side), BoxSide.of_columns(OTHER if side == OWN else OWN)
    return season_rates.four_factors_of(own, other, lambda count: count)


def shooting(side: str, points: str) -> dict[str, Column]:
    """Shots of OWN or OTHER by kind, and their shares. Two-point shots are those that are not three-point ones."""
    fgm, fga, fg3m, fg3a, ftm, fta = (
        F.col(f"{side}{kind}_{what}")
        for kind in ("field_goals", "three_point_field_goals", "free_throws")
        for what in ("made", "attempted")
    )
    return {
        "fgm": fgm,
        "fga": fga,
        "fg_pct": ratio(fgm, fga),
        "fg2m": fgm - fg3m,
        "fg2a": fga - fg3a,
        "fg2_pct": ratio(fgm - fg3m, fga - fg3a),
        "fg3m": fg3m,
        "fg3a": fg3a,
        "fg3_pct": ratio(fg3m, fg3a),
        "fg3_share": ratio(fg3a, fga),
        "ftm": ftm,
        "fta": fta,
        "ft_pct": ratio(ftm, fta),
        "true_shooting": four_factors.true_shooting(F.col(points), fga, fta),
    }

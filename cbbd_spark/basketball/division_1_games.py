"""The games that ratings are made of: final, on a day of their season, no preseason, both teams in Division I then."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.calendar import season_of
from cbbd_spark.basketball.season_rates import BoxSide
from cbbd_spark.basketball.sides import final_sides

# Points per 100 possessions of both sides together. Real games lie between 60 and 155; a box that holds a part of its
# game gives 685 and the like, and tells of nobody's strength.
LOWEST, HIGHEST = 40.0, 180.0


def division_1_games(games: DataFrame, team_seasons: DataFrame, boxes: DataFrame) -> DataFrame:
    """One row per game: teams, margin, and from its box both efficiencies, possessions and minutes.

    Points are those of the final score. The possessions are the game's, the mean of both sides'. NULL, all four of
    them, without a box or with one that cannot be right.
    """
    team = team_seasons.where("is_division_1").select("season", "team_id")
    of_home = _possessions(boxes, "home")
    of_away = _possessions(boxes, "away")
    possessions = F.coalesce("home_box.possessions", "away_box.possessions")
    minutes = F.coalesce("home_box.game_minutes", "away_box.game_minutes")
    both = F.col("home_points") + F.col("away_points")
    level = four_factors.rating(both, F.lit(2.0) * possessions)
    is_sound = level.between(LOWEST, HIGHEST)
    # A team is once in a season, and has one box in a game, so no join can multiply rows.
    return (
        final_sides(games)
        # Of a season and a day that contradict each other one is wrong, and the day's ratings are the other season's.
        .where(F.col("is_home") & (season_of(F.col("game_date")) == F.col("season")))
        .join(team, ["season", "team_id"], how="left_semi")
        .withColumnsRenamed({"team_id": "home_team_id", "opponent_id": "team_id"})
        .join(team, ["season", "team_id"], how="left_semi")
        .withColumnsRenamed({"team_id": "away_team_id", "points": "home_points", "opponent_points": "away_points"})
        .join(of_home, ["season", "game_id", "home_team_id"], how="left")
        .join(of_away, ["season", "game_id", "away_team_id"], how="left")
        .select(
            "season",
            "game_id",
            "game_date",
            "phase",
            "is_neutral_site",
            "home_team_id",
            "away_team_id",
            (F.col("home_points") - F.col("away_points")).alias("margin"),
            F.when(is_sound, four_factors.rating(F.col("home_points"), possessions)).alias("home_efficiency"),
            F.when(is_sound, four_factors.rating(F.col("away_points"), possessions)).alias("away_efficiency"),
            F.when(is_sound, possessions).alias("possessions"),
            F.when(is_sound & (minutes > 0), minutes).alias("minutes"),
        )
    )


def _possessions(boxes: DataFrame, side: str) -> DataFrame:
    return boxes.select(
        "season",
        "game_id",
        F.col("team_id").alias(f"{side}_team_id"),
        F.struct(_game_possessions().alias("possessions"), "game_minutes").alias(f"{side}_box"),
    )


def _game_possessions() -> Column:
    own, other = BoxSide.of_columns(), BoxSide.of_columns("opponent_")
    return four_factors.game_possessions(
        four_factors.possessions(*own.possession_counts), four_factors.possessions(*other.possession_counts)
    )

"""A game has two sides: from one row a game to one row a side."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def sides(games: DataFrame) -> DataFrame:
    """One row per game and side, the home side's and the away side's, played or not; preseason games count nowhere.

    Takes the columns of a game (`home_team_id`, `away_team_id` and so on). `is_final` says that the game is final
    and both scores are known; a side whose team is not known has a NULL `team_id`.
    """
    counting = games.where(counts())
    return counting.select(
        "game_id",
        "season",
        "phase",
        "status",
        "start_at",
        "game_date",
        F.coalesce(F.col("is_neutral_site"), F.lit(False)).alias("is_neutral_site"),
        "is_conference_game",
        is_final().alias("is_final"),
        F.inline(F.array(_side("home", "away"), _side("away", "home"))),
    )


def final_sides(games: DataFrame) -> DataFrame:
    """The sides of the games that count: final, with a known team."""
    return sides(games).where(F.col("is_final") & F.col("team_id").isNotNull())


def counts() -> Column:
    """The row is not of the preseason, whose games count nowhere; one without a season type counts."""
    return F.coalesce(F.col("season_type"), F.lit("")) != "preseason"


def is_final() -> Column:
    """The game is final and both scores are known."""
    has_score = F.col("home_points").isNotNull() & F.col("away_points").isNotNull()
    return F.coalesce((F.col("status") == "final") & has_score, F.lit(False))


def _side(own: str, other: str) -> Column:
    return F.struct(
        F.lit(own == "home").alias("is_home"),
        F.col(f"{own}_team_id").alias("team_id"),
        F.col(f"{own}_team").alias("team"),
        F.col(f"{own}_conference").alias("conference"),
        F.col(f"{own}_points").alias("points"),
        F.col(f"{own}_elo_start").alias("elo_start"),
        F.col(f"{own}_elo_end").alias("elo_end"),
        F.col(f"{other}_team_id").alias("opponent_id"),
        F.col(f"{other}_team").alias("opponent"),
        F.col(f"{other}_conference").alias("opponent_conference"),
        F.col(f"{other}_points").alias("opponent_points"),
    )

"""The end of a game as its plays tell it."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def last_score(plays: DataFrame) -> DataFrame:
    """One row per game with plays: `game_id` and the score after the last one, `last_home_score`, `last_away_score`.

    The last play is that of the highest period, then of the least time left, then of the highest `play_id`, since
    within a second the feed has no other order. Plays that do not tell both scores are passed over.
    """
    told = plays.where(F.col("home_score").isNotNull() & F.col("away_score").isNotNull())
    # A play whose time is not known sorts before all others.
    order = F.struct("period", -F.col("seconds_remaining_period"), "play_id")
    last = told.groupBy("game_id").agg(F.max_by(F.struct("home_score", "away_score"), order).alias("last"))
    return last.select(
        "game_id", F.col("last.home_score").alias("last_home_score"), F.col("last.away_score").alias("last_away_score")
    )

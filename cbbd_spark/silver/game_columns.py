"""The columns that every per-game fact carries, so that it can be cut by season and day without a join."""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import functions as F

from cbbd_spark.basketball.calendar import game_date, season_of
from cbbd_spark.silver.api_values import known, whole
from cbbd_spark.spec.table import Column

GAME_ID = Column("game_id", "BIGINT", "The game, as in fct_games.")
PER_GAME = (
    Column("season", "INT", "The season, named by the year in which it ends."),
    Column("season_type", "STRING", "`preseason`, `regular` or `postseason`; conference tournaments are regular."),
    Column("game_date", "DATE", "The evening that the game belongs to: the UTC date nine hours before the start."),
    Column("start_at", "TIMESTAMP", "Scheduled start; 00:00Z often stands for an unknown time.", "UTC"),
)


def per_game(start: str = "start_date") -> tuple[SparkColumn, ...]:
    """The values of PER_GAME out of a record whose start is called `start`.

    The API writes season -1 where it lost the game; the season is then that of the day.
    """
    day = game_date(F.col(start))
    return (
        F.coalesce(whole(known(F.col("season"))), season_of(day)).alias("season"),
        F.col("season_type"),
        day.alias("game_date"),
        F.col(start).alias("start_at"),
    )

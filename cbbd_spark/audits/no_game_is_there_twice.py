"""No two final games are of the same teams on the same day.

A game that was moved can stand under two ids, of which one is postponed. Where both are final, it counts twice.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="no_game_is_there_twice",
    says="No two final games are of the same teams on the same day.",
    key=("game_id",),
    inputs=(fct_games_table.TABLE,),
)


def judged(fct_games: DataFrame) -> DataFrame:
    home, away = F.col("home_team_id"), F.col("away_team_id")
    of_one_meeting = Window.partitionBy("season", "game_date", F.least(home, away), F.greatest(home, away))
    is_known = home.isNotNull() & away.isNotNull() & F.col("game_date").isNotNull()
    finals = fct_games.where(F.col("status") == "final").withColumn("n_meetings", F.count("*").over(of_one_meeting))
    holds = F.when(is_known, F.col("n_meetings") == 1).alias("holds")
    return finals.select(
        "game_id", "season", holds, F.col("n_meetings").cast("int").alias("n_meetings"), "game_date", home, away
    )

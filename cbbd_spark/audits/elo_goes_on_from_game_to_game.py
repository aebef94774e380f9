"""A team enters a game with the Elo with which it left the one before, within 1.

Final games of one season in the order of their starts. The first one, two games of one start, and games without an
Elo (teams outside Division I have none) cannot be judged.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.sides import counts
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="elo_goes_on_from_game_to_game",
    says="A team enters a game with the Elo with which it left the one before, within 1.",
    key=("game_id", "team_id"),
    inputs=(fct_games_table.TABLE,),
)

_WITHIN = 1


def judged(fct_games: DataFrame) -> DataFrame:
    counting = counts()
    finals = fct_games.where((F.col("status") == "final") & counting)
    entered = finals.select("game_id", "season", "start_at", F.inline(F.array(_side("home"), _side("away"))))
    in_time = Window.partitionBy("season", "team_id").orderBy("start_at", "game_id")
    followed = entered.where(F.col("team_id").isNotNull()).withColumns(
        {"elo_before": F.lag("elo_end").over(in_time), "_before": F.lag("start_at").over(in_time)}
    )
    jump = F.abs(F.col("elo_start").cast("bigint") - F.col("elo_before"))
    holds = F.when(F.col("_before") < F.col("start_at"), jump <= _WITHIN).alias("holds")
    return followed.select("game_id", "team_id", "season", holds, "elo_before", "elo_start")


def _side(side: str) -> SparkColumn:
    names = ("team_id", "elo_start", "elo_end")
    return F.struct(*(F.col(f"{side}_{name}").alias(name) for name in names))

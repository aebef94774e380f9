"""A final game has points: nobody plays to 0-0.

The API sends 0-0 for games that never took place, and `status` tells them (about 1,000 in 2021); one that is called
final all the same would count as played.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_games_have_points",
    says="A final game has points: nobody plays to 0-0.",
    key=("game_id",),
    inputs=(fct_games_table.TABLE,),
    by_game=True,
)


def judged(fct_games: DataFrame) -> DataFrame:
    has_points = (F.col("home_points") > 0) | (F.col("away_points") > 0)
    finals = fct_games.where(F.col("status") == "final")
    return finals.select("game_id", "season", has_points.alias("holds"), "home_points", "away_points")

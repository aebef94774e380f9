"""The final score of a game is the score after its last play.

It breaks where the feed stops early, after the first overtime say, or corrects itself at the end. Games without
plays cannot be judged here: final_games_have_plays tells of them.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.last_play import last_score
from cbbd_spark.basketball.sides import is_final
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_score_is_that_of_the_last_play",
    says="The final score of a game is the score after its last play.",
    key=("game_id",),
    inputs=(fct_games_table.TABLE, fct_plays_table.TABLE),
    by_game=True,
)


def judged(fct_games: DataFrame, fct_plays: DataFrame) -> DataFrame:
    home = F.col("home_points") == F.col("last_home_score")
    away = F.col("away_points") == F.col("last_away_score")
    # One row per game on the right: the join multiplies nothing.
    both = fct_games.where(is_final()).join(last_score(fct_plays), "game_id", how="left")
    return both.select(
        "game_id",
        "season",
        (home & away).alias("holds"),
        "home_points",
        "away_points",
        "last_home_score",
        "last_away_score",
    )

"""A game whose teams are known has two rows of features, played or not; preseason games have none."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.sides import counts
from cbbd_spark.gold import game_predictions_features as game_predictions_features_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="games_have_features_of_both_sides",
    says="A game whose teams are known has two rows of features.",
    key=("game_id",),
    inputs=(game_predictions_features_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(game_predictions_features: DataFrame, fct_games: DataFrame) -> DataFrame:
    is_known = F.col("home_team_id").isNotNull() & F.col("away_team_id").isNotNull()
    counting = counts()
    games = fct_games.where(is_known & counting).select("game_id", "season")
    rows = game_predictions_features.groupBy("game_id").agg(F.count("*").cast("int").alias("n_rows"))
    # One row per game on the right: the join multiplies nothing.
    both = games.join(rows, "game_id", how="left").withColumn("n_rows", F.coalesce("n_rows", F.lit(0)))
    return both.select("game_id", "season", (F.col("n_rows") == 2).alias("holds"), "n_rows")

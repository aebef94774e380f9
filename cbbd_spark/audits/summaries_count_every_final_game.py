"""The wins and losses of a team's summary are the final games of its season, each counted once."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.sides import final_sides
from cbbd_spark.gold import team_season_summary as team_season_summary_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="summaries_count_every_final_game",
    says="The wins and losses of a team's summary are the final games of its season.",
    key=("team_id", "season"),
    inputs=(team_season_summary_table.TABLE, fct_games_table.TABLE),
)


def judged(team_season_summary: DataFrame, fct_games: DataFrame) -> DataFrame:
    decided = final_sides(fct_games).where(F.col("points") != F.col("opponent_points"))
    played = decided.groupBy("team_id", "season").agg(
        F.count_if(F.col("points") > F.col("opponent_points")).cast("int").alias("games_won"),
        F.count_if(F.col("points") < F.col("opponent_points")).cast("int").alias("games_lost"),
    )
    summed = team_season_summary.select("team_id", "season", "wins", "losses")
    # One row per team and season on both sides: the join multiplies nothing.
    both = played.join(summed, ["team_id", "season"], how="full")
    won = F.coalesce("games_won", F.lit(0)).eqNullSafe(F.col("wins"))
    lost = F.coalesce("games_lost", F.lit(0)).eqNullSafe(F.col("losses"))
    return both.select("team_id", "season", (won & lost).alias("holds"), "wins", "losses", "games_won", "games_lost")

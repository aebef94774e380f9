"""The home and the away team of a betting line are those of the game.

The spread belongs to the home side: a line with the teams swapped turns it around.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_lines as fct_lines_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="lines_are_of_the_teams_of_their_game",
    says="The home and the away team of a betting line are those of the game.",
    key=("game_id", "provider"),
    inputs=(fct_lines_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_lines: DataFrame, fct_games: DataFrame) -> DataFrame:
    # One row per game on the right: the join multiplies nothing.
    games = fct_games.select(
        "game_id", F.col("home_team_id").alias("game_home_team_id"), F.col("away_team_id").alias("game_away_team_id")
    )
    home = F.col("home_team_id") == F.col("game_home_team_id")
    away = F.col("away_team_id") == F.col("game_away_team_id")
    return fct_lines.join(games, "game_id", how="left").select(
        "game_id",
        "provider",
        "season",
        (home & away).alias("holds"),
        "home_team_id",
        "away_team_id",
        "game_home_team_id",
        "game_away_team_id",
    )

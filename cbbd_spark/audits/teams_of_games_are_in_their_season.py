"""The teams of a game have a row for its season in dim_team_seasons, which is made of the games themselves."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_team_seasons as dim_team_seasons_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="teams_of_games_are_in_their_season",
    says="The teams of a game have a row for its season in dim_team_seasons.",
    key=("game_id", "team_id"),
    inputs=(fct_games_table.TABLE, dim_team_seasons_table.TABLE),
    by_game=True,
)


def judged(fct_games: DataFrame, dim_team_seasons: DataFrame) -> DataFrame:
    sides = F.array("home_team_id", "away_team_id")
    teams = fct_games.select("game_id", "season", F.explode(sides).alias("team_id"))
    known = dim_team_seasons.select("team_id", "season", "is_division_1")
    # One row per team and season on the right: the join multiplies nothing.
    both = teams.where(F.col("team_id").isNotNull()).join(known, ["team_id", "season"], how="left")
    holds = F.col("is_division_1").isNotNull().alias("holds")
    return both.select("game_id", "team_id", "season", holds, "is_division_1")

"""A line on a game that is known has a row of analysis, with the result that follows from the game's final score.

Preseason games count nowhere, and lines of swapped sides have an audit of their own.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.market import of_the_sides_of_their_game
from cbbd_spark.basketball.sides import counts
from cbbd_spark.gold import market_lines_analysis as market_lines_analysis_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_lines as fct_lines_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="lines_are_analysed",
    says="A line on a game that is known has a row of analysis.",
    key=("game_id", "provider"),
    inputs=(market_lines_analysis_table.TABLE, fct_lines_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(market_lines_analysis: DataFrame, fct_lines: DataFrame, fct_games: DataFrame) -> DataFrame:
    counting = fct_games.where(counts())
    games = counting.select("season", "game_id", (F.col("home_points") - F.col("away_points")).alias("margin_of_game"))
    analysed = market_lines_analysis.select("game_id", "provider", "home_margin", F.lit(True).alias("is_analysed"))
    # One row per game, and one per line, on the right: the joins multiply nothing.
    of_sides = of_the_sides_of_their_game(fct_lines, fct_games)
    lines = of_sides.select("game_id", "provider", "season").join(games, ["season", "game_id"], how="inner")
    both = lines.join(analysed, ["game_id", "provider"], how="left")
    is_right = F.col("home_margin").eqNullSafe(F.col("margin_of_game"))
    holds = F.coalesce(F.col("is_analysed"), F.lit(False)) & is_right
    return both.select("game_id", "provider", "season", holds.alias("holds"), "home_margin", "margin_of_game")

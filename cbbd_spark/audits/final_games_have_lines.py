"""A final game of two Division I teams has a betting line.

Nobody takes bets on most games against teams outside Division I, which are those without a conference.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.audits.game_coverage import GAME, beside_final_games
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_lines as fct_lines_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_games_have_lines",
    says="A final game of two Division I teams has a betting line.",
    key=GAME,
    inputs=(fct_games_table.TABLE, fct_lines_table.TABLE),
)


def judged(fct_games: DataFrame, fct_lines: DataFrame) -> DataFrame:
    has_market = F.col("home_conference").isNotNull() & F.col("away_conference").isNotNull()
    told = fct_lines.select("season", "game_id", F.lit("lines").alias("what"))
    return beside_final_games(fct_games.where(has_market), told, "what", expected=1)

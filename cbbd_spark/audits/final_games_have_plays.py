"""A final game has plays.

The API lacks them for 40 to 160 final games a season, most of them against teams outside Division I.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.audits.game_coverage import GAME, beside_final_games
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_games_have_plays",
    says="A final game has plays.",
    key=GAME,
    inputs=(fct_games_table.TABLE, fct_plays_table.TABLE),
)


def judged(fct_games: DataFrame, fct_plays: DataFrame) -> DataFrame:
    told = fct_plays.select("season", "game_id", F.lit("plays").alias("what"))
    return beside_final_games(fct_games, told, "what", expected=1)

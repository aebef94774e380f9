"""The final score of a side is the sum of the points of its players.

The API leaves out players without minutes or position in the feed, so this breaks more often than it should.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.audits.sides_points import SIDE, beside_final_score
from cbbd_spark.silver import fct_game_players as fct_game_players_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_score_is_that_of_the_players",
    says="The final score of a side is the sum of the points of its players.",
    key=SIDE,
    inputs=(fct_games_table.TABLE, fct_game_players_table.TABLE),
    by_game=True,
)


def judged(fct_games: DataFrame, fct_game_players: DataFrame) -> DataFrame:
    by_side = fct_game_players.groupBy(*SIDE).agg(F.sum("points").alias("points_of_players"))
    return beside_final_score(fct_games, by_side)

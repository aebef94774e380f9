"""The final score of a side is the points of its box score."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.audits.sides_points import SIDE, beside_final_score
from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_score_is_that_of_the_team_box",
    says="The final score of a side is the points of its box score.",
    key=SIDE,
    inputs=(fct_games_table.TABLE, fct_game_teams_table.TABLE),
    by_game=True,
)


def judged(fct_games: DataFrame, fct_game_teams: DataFrame) -> DataFrame:
    boxes = fct_game_teams.select(*SIDE, F.col("points_total").alias("points_of_box"))
    return beside_final_score(fct_games, boxes)

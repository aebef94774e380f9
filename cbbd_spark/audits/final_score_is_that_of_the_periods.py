"""The final score of a side is the sum of its points by period.

Both come from `/games`, from fields of their own. A handful of final games has no periods: they cannot be judged.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.audits.sides_points import SIDE, beside_final_score
from cbbd_spark.silver import fct_game_periods as fct_game_periods_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_score_is_that_of_the_periods",
    says="The final score of a side is the sum of its points by period.",
    key=SIDE,
    inputs=(fct_games_table.TABLE, fct_game_periods_table.TABLE),
    by_game=True,
)


def judged(fct_games: DataFrame, fct_game_periods: DataFrame) -> DataFrame:
    by_side = fct_game_periods.groupBy(*SIDE).agg(F.sum("points").alias("points_of_periods"))
    return beside_final_score(fct_games, by_side)

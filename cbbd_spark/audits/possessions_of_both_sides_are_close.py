"""The possessions of both sides of a game, by formula, are within 3 of each other.

The sides take turns, so true counts differ by 1 or 2; the formula only estimates the trips to the free-throw line,
so a few games of every season break this without a fault in the box.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.season_rates import BoxSide
from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="possessions_of_both_sides_are_close",
    says="The possessions of both sides of a game, by formula, are within 3 of each other.",
    key=("game_id",),
    inputs=(fct_game_teams_table.TABLE,),
    by_game=True,
)

_WITHIN = 3


def judged(fct_game_teams: DataFrame) -> DataFrame:
    own = four_factors.possessions(*BoxSide.of_columns().possession_counts)
    other = four_factors.possessions(*BoxSide.of_columns("opponent_").possession_counts)
    # Both rows of a game hold both sides: the greater difference is that of either where they agree.
    differences = fct_game_teams.select("game_id", "season", F.abs(own - other).alias("difference"))
    by_game = differences.groupBy("game_id").agg(
        F.max("season").alias("season"), F.max("difference").alias("difference")
    )
    return by_game.select("game_id", "season", (F.col("difference") <= _WITHIN).alias("holds"), "difference")

"""What the box score of a side says of its opponent is what the opponent's box score says.

A side whose opponent has no box score cannot be judged: final_games_have_team_boxes tells of it.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="both_box_scores_say_the_same",
    says="What the box score of a side says of its opponent is what the opponent's box score says.",
    key=("game_id", "team_id"),
    inputs=(fct_game_teams_table.TABLE,),
    by_game=True,
)

_COUNTS = (
    "points_total",
    "field_goals_attempted",
    "free_throws_attempted",
    "rebounds_offensive",
    "rebounds_defensive",
    "turnovers_total",
)


def judged(fct_game_teams: DataFrame) -> DataFrame:
    said = F.array(*(F.col(f"opponent_{name}") for name in _COUNTS)).alias("counts_of_opponent")
    own = fct_game_teams.select(
        "game_id",
        F.col("team_id").alias("opponent_id"),
        F.array(*_COUNTS).alias("counts_by_opponent"),
        F.lit(True).alias("is_there"),
    )
    # One row per side on the right: the join multiplies nothing.
    both = fct_game_teams.select(*AUDIT.key, "opponent_id", "season", said).join(
        own, ["game_id", "opponent_id"], how="left"
    )
    holds = F.when(F.col("is_there"), F.col("counts_of_opponent").eqNullSafe(F.col("counts_by_opponent")))
    return both.select(*AUDIT.key, "season", holds.alias("holds"), "counts_of_opponent", "counts_by_opponent")

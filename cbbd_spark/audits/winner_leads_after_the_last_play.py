"""The winner of a game is the team that leads after its last play.

Milder than final_score_is_that_of_the_last_play: a game that it breaks would be given to the wrong team, or to
none, by whoever takes the winner from the plays.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.last_play import last_score
from cbbd_spark.basketball.sides import is_final
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="winner_leads_after_the_last_play",
    says="The winner of a game is the team that leads after its last play.",
    key=("game_id",),
    inputs=(fct_games_table.TABLE, fct_plays_table.TABLE),
    by_game=True,
)


def judged(fct_games: DataFrame, fct_plays: DataFrame) -> DataFrame:
    home, away = F.col("last_home_score"), F.col("last_away_score")
    leader = F.when(home > away, F.col("home_team_id")).when(away > home, F.col("away_team_id"))
    # One row per game on the right: the join multiplies nothing.
    both = fct_games.where(is_final()).join(last_score(fct_plays), "game_id", how="left")
    # A tie after the last play has no leader: it breaks the rule.
    holds = F.when(home.isNotNull() & F.col("winner_team_id").isNotNull(), leader.eqNullSafe(F.col("winner_team_id")))
    return both.select(
        "game_id",
        "season",
        holds.alias("holds"),
        "winner_team_id",
        leader.alias("leader_team_id"),
        "last_home_score",
        "last_away_score",
    )

"""Who is at home in the plays of a game is the home team of the game.

The feed has it the wrong way round in a few games a season: trust `team_id`.
"""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_home_side
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="plays_know_who_is_at_home",
    says="Who is at home in the plays of a game is the home team of the game.",
    key=SIDE,
    inputs=(fct_plays_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_plays: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_home_side(fct_plays, "is_home_team", fct_games)

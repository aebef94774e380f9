"""Who is at home in the box score of a game is the home team of the game."""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_home_side
from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="team_boxes_know_who_is_at_home",
    says="Who is at home in the box score of a game is the home team of the game.",
    key=SIDE,
    inputs=(fct_game_teams_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_game_teams: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_home_side(fct_game_teams, "is_home", fct_games)

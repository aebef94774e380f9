"""The teams in the plays of a game are the teams of the game."""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_teams_of_game
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="plays_are_of_the_teams_of_their_game",
    says="The teams in the plays of a game are the teams of the game.",
    key=SIDE,
    inputs=(fct_plays_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_plays: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_teams_of_game(fct_plays, fct_games)

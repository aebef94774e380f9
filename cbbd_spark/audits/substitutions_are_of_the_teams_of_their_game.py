"""The teams in the stints on the floor of a game are the teams of the game."""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_teams_of_game
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_substitutions as fct_substitutions_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="substitutions_are_of_the_teams_of_their_game",
    says="The teams in the stints on the floor of a game are the teams of the game.",
    key=SIDE,
    inputs=(fct_substitutions_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_substitutions: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_teams_of_game(fct_substitutions, fct_games)

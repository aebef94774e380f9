"""The teams in the points by period of a game are the teams of the game.

The rows of a game are kept by team: when a newer answer names another team, those of the old one stay.
"""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_teams_of_game
from cbbd_spark.silver import fct_game_periods as fct_game_periods_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="periods_are_of_the_teams_of_their_game",
    says="The teams in the points by period of a game are the teams of the game.",
    key=SIDE,
    inputs=(fct_game_periods_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_game_periods: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_teams_of_game(fct_game_periods, fct_games)

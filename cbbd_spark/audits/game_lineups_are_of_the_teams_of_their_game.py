"""The teams in the lineups of a game are the teams of the game."""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_teams_of_game
from cbbd_spark.silver import fct_game_lineups as fct_game_lineups_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="game_lineups_are_of_the_teams_of_their_game",
    says="The teams in the lineups of a game are the teams of the game.",
    key=SIDE,
    inputs=(fct_game_lineups_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_game_lineups: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_teams_of_game(fct_game_lineups, fct_games)

"""The teams in the players' box scores of a game are the teams of the game."""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_teams import SIDE, beside_teams_of_game
from cbbd_spark.silver import fct_game_players as fct_game_players_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="player_boxes_are_of_the_teams_of_their_game",
    says="The teams in the players' box scores of a game are the teams of the game.",
    key=SIDE,
    inputs=(fct_game_players_table.TABLE, fct_games_table.TABLE),
    by_game=True,
)


def judged(fct_game_players: DataFrame, fct_games: DataFrame) -> DataFrame:
    return beside_teams_of_game(fct_game_players, fct_games)

"""A final game has box scores of players of both its sides."""

from pyspark.sql import DataFrame

from cbbd_spark.audits.game_coverage import GAME, beside_final_games
from cbbd_spark.silver import fct_game_players as fct_game_players_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="final_games_have_player_boxes",
    says="A final game has box scores of players of both its sides.",
    key=GAME,
    inputs=(fct_games_table.TABLE, fct_game_players_table.TABLE),
)


def judged(fct_games: DataFrame, fct_game_players: DataFrame) -> DataFrame:
    return beside_final_games(fct_games, fct_game_players, "team_id", expected=2)

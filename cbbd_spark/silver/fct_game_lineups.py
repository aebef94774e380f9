"""One row is one five-man unit of a team in one game.

The API has them by game only, at one call a game, and from 2024 on: they are here where somebody asked for them by
name. Season, day and start are those of fct_games. The seconds of a team's units add up to less than the game where
the feed did not know who was on the floor.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver.answers import newest_answers, standing
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME
from cbbd_spark.silver.lineup import LINEUP, LINEUP_HASH, TEAM_ID, lineup_checks, with_lineup
from cbbd_spark.sources.cbbd import lineups_game as lineups_game_endpoint
from cbbd_spark.spec.table import Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_game_lineups",
    grain="One row is one five-man unit of a team in one game.",
    key=("game_id", "team_id", "lineup_hash"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "lineup_hash"),
    # Overlapping memberships bring a unit twice in one answer.
    tie_break=("conference",),
    inputs=(lineups_game_endpoint.ENDPOINT, fct_games_table.TABLE),
    columns=(GAME_ID, TEAM_ID, LINEUP_HASH, *PER_GAME, *LINEUP),
    checks=lineup_checks(),
    references=(Reference(("game_id",), fct_games_table.TABLE), Reference(("team_id",), dim_teams.TABLE)),
)


def build(lineups_game: DataFrame, fct_games: DataFrame) -> DataFrame:
    newest = newest_answers(lineups_game, ("game_id", "team_id"))
    lineups = with_lineup(standing(lineups_game, newest, F.col("_record_hash")))
    # One row per game on the right: the join multiplies nothing.
    games = fct_games.select("game_id", *(column.name for column in PER_GAME))
    return lineups.join(games, "game_id", "left").select(
        *TABLE.column_names, F.col("_fetched_at").alias("_observed_at")
    )

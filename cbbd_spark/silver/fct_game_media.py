"""One row is one broadcast of one game.

A game that nobody shows has no row, and neither has one of which the API does not know: before 2011 that is all of
them. The name is a network, a stream or a station as spelled by the feed, and the type a word of the feed's too.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams, fct_games
from cbbd_spark.silver.answers import ANSWER, newest_answers, standing
from cbbd_spark.silver.api_values import known, text
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.sources.cbbd import games_media as games_media_endpoint
from cbbd_spark.spec.check import Check
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_game_media",
    grain="One row is one broadcast of one game.",
    key=("game_id", "broadcast_type", "broadcast_name"),
    partition=("season",),
    sort=("game_date", "game_id", "broadcast_type", "broadcast_name"),
    inputs=(games_media_endpoint.ENDPOINT,),
    # An answer tells all broadcasts of a game: one that a newer answer no longer names was taken off.
    unit=("game_id",),
    columns=(
        GAME_ID,
        Column("broadcast_type", "STRING", "How it is shown, as in `tv` and `web`."),
        Column("broadcast_name", "STRING", "Who shows it, as in ESPN2."),
        *PER_GAME,
        Column("home_team_id", "BIGINT", "Home team; NULL while not known."),
        Column("home_team", "STRING", "School of the home team."),
        Column("away_team_id", "BIGINT", "Away team; NULL while not known."),
        Column("away_team", "STRING", "School of the away team."),
    ),
    checks=(Check("teams_differ", "home_team_id <> away_team_id"),),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("home_team_id",), dim_teams.TABLE),
        Reference(("away_team_id",), dim_teams.TABLE),
    ),
)


def build(games_media: DataFrame) -> DataFrame:
    # A game that is shown no more has a row without a broadcast, which takes the older ones away.
    shown = games_media.select("*", F.explode_outer("broadcasts").alias("broadcast")).select(
        known(F.col("game_id")).alias("game_id"),
        F.col("broadcast.broadcast_type").alias("broadcast_type"),
        F.col("broadcast.broadcast_name").alias("broadcast_name"),
        *per_game(),
        known(F.col("home_team_id")).alias("home_team_id"),
        text(F.col("home_team")).alias("home_team"),
        known(F.col("away_team_id")).alias("away_team_id"),
        text(F.col("away_team")).alias("away_team"),
        *ANSWER,
    )
    newest = standing(shown, newest_answers(shown, ("game_id",)), F.xxhash64(*TABLE.column_names))
    return newest.where(F.col("broadcast_name").isNotNull()).select(
        *TABLE.column_names, F.col("_fetched_at").alias("_observed_at")
    )

"""One row is one player's box score in one game.

`athlete_source_id` is the player; `box_row_id` is what the API calls athleteId here, the number of a row in its own
table, and joins to nothing. Players without minutes in the feed or without a position are left out by the API, so
players add up to their team less often than they should.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_players, dim_teams, fct_games
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.silver.box_score import (
    Kind,
    Leaf,
    declare,
    player_box,
    points_check,
    rate_checks,
    read,
    rebounds_check,
    shooting_checks,
)
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.sources.cbbd import games_players as games_players_endpoint
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_BOX = (
    *player_box(of_game=True),
    Leaf("api_game_score", "game_score", "The API's game score, one number for the whole box.", Kind.NUMBER),
)

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_game_players",
    grain="One row is one player's box score in one game.",
    key=("game_id", "team_id", "athlete_source_id"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "athlete_source_id"),
    # A player twice in one box: the row that saw more of the game.
    tie_break=("minutes", "points"),
    replace_scope=("game_id", "team_id"),
    inputs=(games_players_endpoint.ENDPOINT,),
    columns=(
        GAME_ID,
        Column("team_id", "BIGINT", "The team he played for."),
        Column("athlete_source_id", "STRING", "The player: the upstream feed's id, as in dim_players."),
        Column("box_row_id", "BIGINT", "The API's athleteId here: a row number, not an athlete's id."),
        *PER_GAME,
        Column("team", "STRING", "School he played for."),
        Column("opponent_id", "BIGINT", "The other team."),
        Column("is_home", "BOOLEAN", "His is the home team; at a neutral site the one that is listed so."),
        Column("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
        Column("game_minutes", "INT", "Length of the game: 40 and 5 per overtime.", "minutes"),
        Column("name", "STRING", "Full name, sometimes its short form."),
        Column("position", "STRING", "Position as the feed abbreviates it, as in G, F and C."),
        Column("is_starter", "BOOLEAN", "On the floor at the tip-off."),
        Column("is_ejected", "BOOLEAN", "Sent off."),
        *declare(_BOX),
    ),
    checks=(
        *shooting_checks(),
        *rate_checks(),
        points_check("points"),
        rebounds_check(),
        in_range("points", 0, 100),
        Check("minutes_within_game", "minutes BETWEEN 0 AND game_minutes", Severity.WARN),
        fraction("api_usage"),
        fraction("api_offensive_rebound_pct"),
    ),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("team_id",), dim_teams.TABLE),
        Reference(("opponent_id",), dim_teams.TABLE),
        Reference(("athlete_source_id",), dim_players.TABLE, at=("athlete_source_id",)),
    ),
)


def build(games_players: DataFrame) -> DataFrame:
    players = games_players.select("*", F.explode("players").alias("player"))
    return players.select(
        "game_id",
        known(F.col("team_id")).alias("team_id"),
        text(F.col("player.athlete_source_id")).alias("athlete_source_id"),
        F.col("player.athlete_id").alias("box_row_id"),
        *per_game(),
        text(F.col("team")).alias("team"),
        known(F.col("opponent_id")).alias("opponent_id"),
        "is_home",
        F.col("neutral_site").alias("is_neutral_site"),
        whole(F.col("game_minutes")).alias("game_minutes"),
        text(F.col("player.name")).alias("name"),
        text(F.col("player.position")).alias("position"),
        F.col("player.starter").alias("is_starter"),
        F.col("player.ejected").alias("is_ejected"),
        *read(_BOX, "player"),
        F.col("_fetched_at").alias("_observed_at"),
    )

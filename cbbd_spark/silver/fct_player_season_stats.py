"""One row is one player's season on one team as the API sums it up.

A transfer inside a season has two rows. Sums change with each game and have no date: pre-game columns must not come
from here. Opponents outside Division I are here with the few games in which they were seen.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_players, dim_teams
from cbbd_spark.silver.api_values import text, whole
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
from cbbd_spark.sources.cbbd import stats_player_season as stats_player_season_endpoint
from cbbd_spark.spec.check import Check, Severity, fraction
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_WINS = "wins"
_BOX = (
    *player_box(of_game=False),
    Leaf("api_porpag", "porpag", "Points over a replacement player per adjusted game, by the API.", Kind.NUMBER),
    Leaf("api_win_shares_total", "win_shares.total", "Wins that he brought, by the API.", Kind.NUMBER, _WINS),
    Leaf("api_win_shares_offensive", "win_shares.offensive", "Of these, by his offence.", Kind.NUMBER, _WINS),
    Leaf("api_win_shares_defensive", "win_shares.defensive", "Of these, by his defence.", Kind.NUMBER, _WINS),
    Leaf("api_win_shares_per_40", "win_shares.total_per40", "Wins that he brought in 40 minutes.", Kind.NUMBER, _WINS),
)

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_player_season_stats",
    grain="One row is one player's season on one team as the API sums it up.",
    key=("season", "team_id", "athlete_id"),
    partition=("season",),
    sort=("team_id", "athlete_id"),
    # Overlapping memberships bring a player twice in one answer.
    tie_break=("conference", "minutes"),
    inputs=(stats_player_season_endpoint.ENDPOINT,),
    columns=(
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team_id", "BIGINT", "The team he played for."),
        Column("athlete_id", "BIGINT", "The player, as in dim_players."),
        Column("athlete_source_id", "STRING", "The upstream feed's id of the player."),
        Column("name", "STRING", "Full name."),
        Column("position", "STRING", "Position as the feed abbreviates it, as in G, F and C."),
        Column("team", "STRING", "School he played for."),
        Column("conference", "STRING", "The team's conference in that season, abbreviated; NULL outside Division I."),
        Column("games", "INT", "Games in which he has a box.", "games"),
        Column("starts", "INT", "Games in which he was on the floor at the tip-off.", "games"),
        *declare(_BOX),
    ),
    checks=(
        Check("starts_within_games", "starts <= games", Severity.WARN),
        *shooting_checks(),
        *rate_checks(),
        points_check("points"),
        rebounds_check(),
        fraction("api_usage"),
        fraction("api_offensive_rebound_pct"),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE), Reference(("athlete_id",), dim_players.TABLE)),
)


def build(stats_player_season: DataFrame) -> DataFrame:
    return stats_player_season.select(
        whole(F.col("season")).alias("season"),
        "team_id",
        "athlete_id",
        text(F.col("athlete_source_id")).alias("athlete_source_id"),
        text(F.col("name")).alias("name"),
        text(F.col("position")).alias("position"),
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        whole(F.col("games")).alias("games"),
        whole(F.col("starts")).alias("starts"),
        *read(_BOX),
        F.col("_fetched_at").alias("_observed_at"),
    )

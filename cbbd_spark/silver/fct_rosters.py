"""One row is one player on one team's roster in one season.

A roster is a span and not a list: the API puts a player into every season between his first and his last with a
team, gap years included, with the position, jersey, height and weight of today. A row does not say that he played.
Teams outside Division I have no players in the API, and so no rows.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.person import ROSTERED, rostered
from cbbd_spark.sources.cbbd import teams_roster as teams_roster_endpoint
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_rosters",
    grain="One row is one player on one team's roster in one season.",
    key=("season", "team_id", "athlete_id"),
    partition=("season",),
    sort=("team_id", "athlete_id"),
    tie_break=("end_season", "start_season"),
    replace_scope=("team_id", "season"),
    inputs=(teams_roster_endpoint.ENDPOINT,),
    columns=(
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team_id", "BIGINT", "The team, as in dim_teams."),
        Column("athlete_id", "BIGINT", "The player, as in dim_players."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Conference in that season, abbreviated."),
        *ROSTERED,
        Column("start_season", "INT", "His first season with the team, by the API."),
        Column("end_season", "INT", "His last season with the team so far, by the API."),
    ),
    checks=(
        Check("season_within_span", "season BETWEEN start_season AND end_season", Severity.WARN),
        in_range("height_inches", 60, 96),
        in_range("weight_pounds", 120, 400),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(teams_roster: DataFrame) -> DataFrame:
    players = teams_roster.select("season", "team_id", "team", "conference", "_fetched_at", F.explode("players"))
    return players.select(
        whole(F.col("season")).alias("season"),
        "team_id",
        F.col("col.id").alias("athlete_id"),
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        *rostered("col"),
        whole(F.col("col.start_season")).alias("start_season"),
        whole(F.col("col.end_season")).alias("end_season"),
        F.col("_fetched_at").alias("_observed_at"),
    )

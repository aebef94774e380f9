"""One row is one recruit of one class.

The class that enters in season S is year S - 1. `athlete_id` is NULL until the API has linked the recruit to a
player, and several recruits can be linked to one. Ranks and stars are those of the source that the API copies.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_players, dim_teams
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.silver.person import HOMETOWN, SIZE, hometown
from cbbd_spark.sources.cbbd import recruiting_players as recruiting_players_endpoint
from cbbd_spark.spec.check import in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_recruiting_players",
    grain="One row is one recruit of one class.",
    key=("recruit_id",),
    sort=("year", "recruit_id"),
    # Overlapping memberships bring a recruit twice in one answer.
    tie_break=("committed_to_conference",),
    inputs=(recruiting_players_endpoint.ENDPOINT,),
    columns=(
        Column("recruit_id", "BIGINT", "The API's id of the recruit; not an athlete's id."),
        Column("recruit_source_id", "STRING", "The recruiting source's id of the recruit."),
        Column("year", "INT", "Class, the year in which he leaves school; his first season is the one after."),
        Column("athlete_id", "BIGINT", "The player he became, as in dim_players; NULL until linked."),
        Column("name", "STRING", "Full name."),
        Column("position", "STRING", "Position as the recruiting source abbreviates it, as in PG and PF."),
        Column("school_id", "BIGINT", "The recruiting source's id of his school."),
        Column("school", "STRING", "The school he comes from."),
        *SIZE,
        Column("stars", "INT", "1 to 5, 5 is best; NULL where not rated.", "stars"),
        Column("rating", "DOUBLE", "The source's rating on its own scale; more is better."),
        Column("ranking", "INT", "Rank within the class, 1 is best."),
        Column("committed_to_team_id", "BIGINT", "The team he chose, as in dim_teams; NULL while undecided."),
        Column("committed_to_team", "STRING", "School he chose."),
        Column("committed_to_conference", "STRING", "Conference of the team he chose, abbreviated."),
        *HOMETOWN,
    ),
    checks=(in_range("stars", 1, 5), in_range("year", 1990, 2100)),
    references=(Reference(("athlete_id",), dim_players.TABLE), Reference(("committed_to_team_id",), dim_teams.TABLE)),
)


def build(recruiting_players: DataFrame) -> DataFrame:
    return recruiting_players.select(
        F.col("id").alias("recruit_id"),
        text(F.col("source_id")).alias("recruit_source_id"),
        whole(F.col("year")).alias("year"),
        "athlete_id",
        text(F.col("name")).alias("name"),
        text(F.col("position")).alias("position"),
        "school_id",
        text(F.col("school")).alias("school"),
        known(F.col("height_inches")).alias("height_inches"),
        known(F.col("weight_pounds")).cast("double").alias("weight_pounds"),
        whole(known(F.col("stars"))).alias("stars"),
        "rating",
        whole(known(F.col("ranking"))).alias("ranking"),
        F.col("committed_to.id").alias("committed_to_team_id"),
        text(F.col("committed_to.name")).alias("committed_to_team"),
        text(F.col("committed_to.conference")).alias("committed_to_conference"),
        *hometown("hometown"),
        F.col("_fetched_at").alias("_observed_at"),
    )

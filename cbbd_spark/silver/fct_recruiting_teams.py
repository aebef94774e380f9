"""One row is one team's recruiting class of one year, ranked.

The class that enters in season S is year S - 1. Rank and rating are those of the source that the API copies; a team
that it does not rank has no row.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.sources.cbbd import recruiting_teams as recruiting_teams_endpoint
from cbbd_spark.spec.check import in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_recruiting_teams",
    grain="One row is one team's recruiting class of one year, ranked.",
    key=("year", "team_id"),
    sort=("year", "team_id"),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference",),
    inputs=(recruiting_teams_endpoint.ENDPOINT,),
    columns=(
        Column("year", "INT", "Class, the year in which its players leave school; their first season is the next."),
        Column("team_id", "BIGINT", "The team, as in dim_teams."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Conference in that year, abbreviated."),
        Column("ranking", "INT", "Rank of the class, 1 is best."),
        Column("rating", "DOUBLE", "The source's rating of the class on its own scale; more is better."),
    ),
    checks=(in_range("year", 1990, 2100), in_range("ranking", 1, 400)),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(recruiting_teams: DataFrame) -> DataFrame:
    return recruiting_teams.select(
        whole(F.col("year")).alias("year"),
        "team_id",
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        whole(known(F.col("ranking"))).alias("ranking"),
        "rating",
        F.col("_fetched_at").alias("_observed_at"),
    )

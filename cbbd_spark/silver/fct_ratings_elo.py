"""One row is one team's Elo after its last final game of one season, by the API, as last fetched.

It has no date: it must never describe what was known before a game; the Elo before each game stands in fct_games.
A team whose last games began at one time stands twice in an answer: the higher rating is kept, since the record
does not say which game is the later one. The conference is the full name here, unlike everywhere else.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_conferences, dim_teams
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.team_rating import RATED, rated
from cbbd_spark.sources.cbbd import ratings_elo as ratings_elo_endpoint
from cbbd_spark.spec.check import in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_ratings_elo",
    grain="One row is one team's Elo after its last final game of one season.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    tie_break=("elo", "conference_name"),
    inputs=(ratings_elo_endpoint.ENDPOINT,),
    columns=(
        *RATED,
        Column("conference_name", "STRING", "Conference in that season by its full name, as in dim_conferences."),
        Column("elo", "INT", "Strength on the scale of chess ratings; 1500 is average.", "Elo"),
    ),
    checks=(in_range("elo", 500, 2500),),
    references=(
        Reference(("team_id",), dim_teams.TABLE),
        Reference(("conference_name",), dim_conferences.TABLE, at=("conference_name",)),
    ),
)


def build(ratings_elo: DataFrame) -> DataFrame:
    return ratings_elo.select(
        *rated(),
        text(F.col("conference")).alias("conference_name"),
        whole(F.col("elo")).alias("elo"),
        F.col("_fetched_at").alias("_observed_at"),
    )

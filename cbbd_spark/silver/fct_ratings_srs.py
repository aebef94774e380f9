"""One row is one team's simple rating in one season, by the API, as last fetched.

For a past season it is the rating at the season's end, without a date: it must never describe what was known before
a game. It is the API's and not the SRS of DEFINITIONS, and a season can lack it altogether.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import text
from cbbd_spark.silver.team_rating import CONFERENCE, RATED, rated
from cbbd_spark.sources.cbbd import ratings_srs as ratings_srs_endpoint
from cbbd_spark.spec.check import in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_ratings_srs",
    grain="One row is one team's simple rating in one season.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference",),
    inputs=(ratings_srs_endpoint.ENDPOINT,),
    columns=(
        *RATED,
        CONFERENCE,
        Column("rating", "DOUBLE", "Mean margin and mean strength of the opponents; 0 is average.", "points"),
    ),
    checks=(in_range("rating", -60, 60),),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(ratings_srs: DataFrame) -> DataFrame:
    return ratings_srs.select(
        *rated(),
        text(F.col("conference")).alias("conference"),
        "rating",
        F.col("_fetched_at").alias("_observed_at"),
    )

"""One row is one team's adjusted efficiency in one season, by the API, as last fetched.

For a past season it is the rating at the season's end, without a date: it must never describe what was known before
a game. Ranks are national only because whole seasons are asked for.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.box_score import PER_100
from cbbd_spark.silver.team_rating import CONFERENCE, RATED, rated
from cbbd_spark.sources.cbbd import ratings_adjusted as ratings_adjusted_endpoint
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_ratings_adjusted",
    grain="One row is one team's adjusted efficiency in one season.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference",),
    inputs=(ratings_adjusted_endpoint.ENDPOINT,),
    columns=(
        *RATED,
        CONFERENCE,
        Column("offensive_rating", "DOUBLE", "Points scored against an average defence.", PER_100),
        Column("defensive_rating", "DOUBLE", "Points allowed to an average offence; low is good.", PER_100),
        Column("net_rating", "DOUBLE", "Offensive less defensive rating.", PER_100),
        Column("ranking_offense", "INT", "Rank by offensive rating within the answer, 1 is best."),
        Column("ranking_defense", "INT", "Rank by defensive rating within the answer, 1 is best."),
        Column("ranking_net", "INT", "Rank by net rating within the answer, 1 is best."),
    ),
    checks=(
        in_range("offensive_rating", 60, 150),
        in_range("defensive_rating", 60, 150),
        in_range("net_rating", -80, 80),
        # Each is rounded to a tenth.
        Check("net_is_the_difference", "abs(net_rating - offensive_rating + defensive_rating) < 0.16", Severity.WARN),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(ratings_adjusted: DataFrame) -> DataFrame:
    return ratings_adjusted.select(
        *rated(),
        text(F.col("conference")).alias("conference"),
        "offensive_rating",
        "defensive_rating",
        "net_rating",
        whole(F.col("rankings.offense")).alias("ranking_offense"),
        whole(F.col("rankings.defense")).alias("ranking_defense"),
        whole(F.col("rankings.net")).alias("ranking_net"),
        F.col("_fetched_at").alias("_observed_at"),
    )

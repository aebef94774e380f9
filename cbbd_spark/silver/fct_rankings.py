"""One row is one team in one poll of one week.

A team with votes and without a rank is here too, with `ranking` NULL; teams that tie share a rank. The week is that
of the poll and its season type, and weeks of different season types share numbers.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.sources.cbbd import rankings as rankings_endpoint
from cbbd_spark.spec.check import in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_rankings",
    grain="One row is one team in one poll of one week.",
    key=("season", "season_type", "week", "poll_type", "team_id"),
    partition=("season",),
    sort=("poll_date", "poll_type", "team_id"),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference",),
    inputs=(rankings_endpoint.ENDPOINT,),
    columns=(
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("season_type", "STRING", "`preseason`, `regular` or `postseason`."),
        Column("week", "INT", "Week of the poll within its season type."),
        Column("poll_type", "STRING", "Who votes, as in AP Top 25 and Coaches Poll."),
        Column("team_id", "BIGINT", "The team, as in dim_teams."),
        Column("poll_date", "DATE", "Day of the poll, UTC."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Conference in that season, abbreviated."),
        Column("ranking", "INT", "Rank, 1 is best; NULL for a team that only has votes."),
        Column("points", "INT", "Points given by the voters.", "votes"),
        Column("first_place_votes", "INT", "Voters who put the team first.", "votes"),
    ),
    checks=(
        in_range("ranking", 1, 30),
        # 70 voters at most, 25 points for a first place.
        in_range("points", 0, 25 * 70),
        in_range("first_place_votes", 0, 70),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(rankings: DataFrame) -> DataFrame:
    return rankings.select(
        whole(F.col("season")).alias("season"),
        "season_type",
        whole(F.col("week")).alias("week"),
        "poll_type",
        "team_id",
        F.to_date("poll_date").alias("poll_date"),
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        whole(F.col("ranking")).alias("ranking"),
        whole(F.col("points")).alias("points"),
        whole(F.col("first_place_votes")).alias("first_place_votes"),
        F.col("_fetched_at").alias("_observed_at"),
    )

"""One row is one five-man unit of a team over one season.

The API knows who is on the floor from 2024 on, in games with plays, and not for the whole of each: the seconds of a
team's lineups add up to less than it played. Most units were together for a minute or two, so weigh by
`total_seconds` or by possessions. Sums change with each game and have no date: pre-game columns must not come from
here. Teams without a conference have no lineups in the API.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.answers import newest_answers, standing
from cbbd_spark.silver.api_values import whole
from cbbd_spark.silver.lineup import LINEUP, LINEUP_HASH, TEAM_ID, lineup_checks, with_lineup
from cbbd_spark.sources.cbbd import lineups_team as lineups_team_endpoint
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_lineups",
    grain="One row is one five-man unit of a team over one season.",
    key=("season", "team_id", "lineup_hash"),
    partition=("season",),
    sort=("team_id", "lineup_hash"),
    # Overlapping memberships bring a unit twice in one answer.
    tie_break=("conference",),
    inputs=(lineups_team_endpoint.ENDPOINT,),
    # An answer tells all units of a team: those that a newer one no longer knows were somebody else.
    unit=("season", "team_id"),
    columns=(
        Column("season", "INT", "The season asked for, named by the year in which it ends."),
        TEAM_ID,
        LINEUP_HASH,
        *LINEUP,
    ),
    checks=lineup_checks(),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(lineups_team: DataFrame) -> DataFrame:
    newest = newest_answers(lineups_team, ("season", "team_id"))
    lineups = with_lineup(standing(lineups_team, newest, F.col("_record_hash")))
    return lineups.withColumn("season", whole(F.col("season"))).select(
        *TABLE.column_names, F.col("_fetched_at").alias("_observed_at")
    )

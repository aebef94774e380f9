"""One row is one player who stands on a roster.

Attributes are those of the newest answer, and the API gives today's for every season: a height is not the height
then. `last_team_id` is the team of his latest season, which a roster fetched later for an older season does not
change. Players of teams outside Division I are not here.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver import fct_rosters as fct_rosters_table
from cbbd_spark.silver.person import ROSTERED
from cbbd_spark.spec.check import Check, Severity
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_players",
    grain="One row is one player who stands on a roster.",
    key=("athlete_id",),
    sort=("athlete_id",),
    inputs=(fct_rosters_table.TABLE,),
    columns=(
        Column("athlete_id", "BIGINT", "The API's id of the player."),
        *ROSTERED,
        Column("last_team_id", "BIGINT", "The team of his latest season."),
        Column("last_team", "STRING", "School of his latest season."),
        Column("first_season", "INT", "His first season on a roster, by the spans that the API gives."),
        Column("last_season", "INT", "His latest season on a roster so far, by the spans that the API gives."),
    ),
    checks=(Check("seasons_in_order", "first_season <= last_season", Severity.WARN),),
    references=(Reference(("last_team_id",), dim_teams.TABLE),),
)


def build(fct_rosters: DataFrame) -> DataFrame:
    first = F.coalesce("start_season", "season")
    last = F.coalesce("end_season", "season")
    person = F.struct(*(column.name for column in ROSTERED))
    # Both orders end with the key of a roster's row, so that equal times leave no choice.
    newest = F.struct("_observed_at", "season", "team_id")
    latest = F.struct(last, first, "season", "_observed_at", "team_id")
    players = fct_rosters.groupBy("athlete_id").agg(
        F.max_by(person, newest).alias("person"),
        F.max_by(F.struct("team_id", "team"), latest).alias("latest"),
        F.min(first).alias("first_season"),
        F.max(last).alias("last_season"),
    )
    return players.select(
        "athlete_id",
        *(F.col(f"person.{column.name}").alias(column.name) for column in ROSTERED),
        F.col("latest.team_id").alias("last_team_id"),
        F.col("latest.team").alias("last_team"),
        "first_season",
        "last_season",
    )

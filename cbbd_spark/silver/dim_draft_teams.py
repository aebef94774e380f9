"""One row is one NBA team of the draft data.

Its ids are those of the draft only: a team here is no team of dim_teams.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import known, text
from cbbd_spark.sources.cbbd import draft_teams as draft_teams_endpoint
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_draft_teams",
    grain="One row is one NBA team of the draft data.",
    key=("draft_team_id",),
    sort=("draft_team_id",),
    inputs=(draft_teams_endpoint.ENDPOINT,),
    columns=(
        Column("draft_team_id", "BIGINT", "The draft data's id of the team."),
        Column("draft_team_source_id", "BIGINT", "The upstream feed's id of the team, a number only here."),
        Column("draft_team", "STRING", "Nickname, the name that picks carry, as in Hawks."),
        Column("location", "STRING", "City or state that it plays for."),
        Column("display_name", "STRING", "Location and nickname."),
        Column("abbreviation", "STRING", "The scoreboard's letters, as in ATL."),
    ),
)


def build(draft_teams: DataFrame) -> DataFrame:
    return draft_teams.select(
        F.col("id").alias("draft_team_id"),
        known(F.col("source_id")).alias("draft_team_source_id"),
        text(F.col("name")).alias("draft_team"),
        text(F.col("location")).alias("location"),
        text(F.col("display_name")).alias("display_name"),
        text(F.col("abbreviation")).alias("abbreviation"),
        F.col("_fetched_at").alias("_observed_at"),
    )

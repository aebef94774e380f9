"""One row is one conference, historic ones included.

That a conference is here does not say that it still exists, nor who its members are in a season: see
dim_team_seasons.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text
from cbbd_spark.sources.cbbd import conferences as conferences_endpoint
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_conferences",
    grain="One row is one conference, historic ones included.",
    key=("conference_id",),
    sort=("conference_id",),
    inputs=(conferences_endpoint.ENDPOINT,),
    columns=(
        Column("conference_id", "BIGINT", "The API's id of the conference."),
        Column("conference_source_id", "STRING", "The upstream feed's id of the conference."),
        Column("conference", "STRING", "Abbreviation, the name that other tables carry, as in ACC."),
        Column("conference_name", "STRING", "Full name, as in Atlantic Coast Conference."),
        Column("short_name", "STRING", "Name as it is mostly spoken, longer than the abbreviation."),
    ),
)


def build(conferences: DataFrame) -> DataFrame:
    return conferences.select(
        F.col("id").alias("conference_id"),
        F.col("source_id").alias("conference_source_id"),
        text(F.col("abbreviation")).alias("conference"),
        text(F.col("name")).alias("conference_name"),
        text(F.col("short_name")).alias("short_name"),
        F.col("_fetched_at").alias("_observed_at"),
    )

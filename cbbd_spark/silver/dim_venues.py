"""One row is one venue.

Names are today's: a hall that was renamed has its new name in old seasons too. There are no coordinates.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text
from cbbd_spark.sources.cbbd import venues as venues_endpoint
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_venues",
    grain="One row is one venue.",
    key=("venue_id",),
    sort=("venue_id",),
    inputs=(venues_endpoint.ENDPOINT,),
    columns=(
        Column("venue_id", "BIGINT", "The API's id of the venue."),
        Column("venue_source_id", "STRING", "The upstream feed's id of the venue."),
        Column("venue", "STRING", "Name of the hall, today's."),
        Column("city", "STRING", "City in which it stands."),
        Column("state", "STRING", "State or province, abbreviated; NULL for many foreign venues."),
        Column("country", "STRING", "Country in which it stands."),
    ),
)


def build(venues: DataFrame) -> DataFrame:
    return venues.select(
        F.col("id").alias("venue_id"),
        F.col("source_id").alias("venue_source_id"),
        text(F.col("name")).alias("venue"),
        text(F.col("city")).alias("city"),
        text(F.col("state")).alias("state"),
        text(F.col("country")).alias("country"),
        F.col("_fetched_at").alias("_observed_at"),
    )

"""One row is one position of the draft data.

Picks carry its name and not its abbreviation. Positions of rosters and recruits are words of their own.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text
from cbbd_spark.sources.cbbd import draft_positions as draft_positions_endpoint
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_draft_positions",
    grain="One row is one position of the draft data.",
    key=("abbreviation",),
    sort=("abbreviation",),
    tie_break=("position",),
    inputs=(draft_positions_endpoint.ENDPOINT,),
    columns=(
        Column("abbreviation", "STRING", "Letters, as in PG; the API has no other id."),
        Column("position", "STRING", "Name, as in Point Guard."),
    ),
)


def build(draft_positions: DataFrame) -> DataFrame:
    return draft_positions.select(
        text(F.col("abbreviation")).alias("abbreviation"),
        text(F.col("name")).alias("position"),
        F.col("_fetched_at").alias("_observed_at"),
    )

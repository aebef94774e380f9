"""One row is one play type of the feed.

Several ids share one meaning (old and new feed, LayUpShot and LayupShot), and plays carry the name only: group by
`play_type_canonical`, and do not count ids.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.play_types import canonical_play_type
from cbbd_spark.silver.api_values import text
from cbbd_spark.sources.cbbd import plays_types as plays_types_endpoint
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_play_types",
    grain="One row is one play type of the feed.",
    key=("play_type_id",),
    sort=("play_type_id",),
    inputs=(plays_types_endpoint.ENDPOINT,),
    columns=(
        Column("play_type_id", "BIGINT", "The feed's id of the type; plays do not carry it."),
        Column("play_type", "STRING", "Name, as plays spell it."),
        Column("play_type_canonical", "STRING", "The meaning that ids and spellings share, as in `jump_shot`."),
    ),
)


def build(plays_types: DataFrame) -> DataFrame:
    play_type = text(F.col("name"))
    return plays_types.select(
        F.col("id").alias("play_type_id"),
        play_type.alias("play_type"),
        canonical_play_type(play_type).alias("play_type_canonical"),
        F.col("_fetched_at").alias("_observed_at"),
    )

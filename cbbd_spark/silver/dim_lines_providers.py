"""One row is one provider of betting lines.

Lines name their provider by text and not by id, so the join is by `provider`; a provider in fct_lines need not be
here, and some here are models and not bookmakers.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text
from cbbd_spark.sources.cbbd import lines_providers as lines_providers_endpoint
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_lines_providers",
    grain="One row is one provider of betting lines.",
    key=("provider_id",),
    sort=("provider_id",),
    inputs=(lines_providers_endpoint.ENDPOINT,),
    columns=(
        Column("provider_id", "BIGINT", "The API's id of the provider; lines do not carry it."),
        Column("provider", "STRING", "Name, as lines spell it."),
    ),
)


def build(lines_providers: DataFrame) -> DataFrame:
    return lines_providers.select(
        F.col("id").alias("provider_id"),
        text(F.col("name")).alias("provider"),
        F.col("_fetched_at").alias("_observed_at"),
    )

"""What the three kinds of ratings share: whose they are, and their daily captures.

The API's ratings carry no date: while a season runs they are of the day on which they were fetched, afterwards of
its end. Joined to games they leak the future; a capture says at least on which day a rating was known.
"""

from __future__ import annotations

from dataclasses import replace

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.spec.table import Column, Table

RATED = (
    Column("season", "INT", "The season, named by the year in which it ends."),
    Column("team_id", "BIGINT", "The team, as in dim_teams."),
    Column("team", "STRING", "School."),
)
CONFERENCE = Column("conference", "STRING", "Conference in that season, abbreviated.")
_CAPTURED_ON = Column("captured_on", "DATE", "UTC day on which the rating was fetched.")


def rated() -> tuple[SparkColumn, ...]:
    """The values of RATED."""
    return whole(F.col("season")).alias("season"), F.col("team_id"), text(F.col("team")).alias("team")


def daily_captures(ratings: Table) -> Table:
    """The table of what `ratings` said on each day on which an answer brought something new."""
    place = len(ratings.key)
    return replace(
        ratings,
        name=f"{ratings.name}_history",
        grain=f"{ratings.grain.rstrip('.')}, as fetched on one day.",
        key=(*ratings.key, _CAPTURED_ON.name),
        columns=(*ratings.columns[:place], _CAPTURED_ON, *ratings.columns[place:]),
        sort=(_CAPTURED_ON.name, *ratings.sort),
    )


def captured(built: DataFrame, history: Table) -> DataFrame:
    """The rows of a ratings table with the day of their capture."""
    return built.withColumn(_CAPTURED_ON.name, F.to_date("_observed_at")).select(*history.column_names, "_observed_at")

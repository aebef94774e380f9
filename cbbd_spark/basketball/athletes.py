"""Who a player of a box is: the feed's id, turned into the API's athlete id."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

# What is read of the tables that know athletes.
KNOWN = ("season", "athlete_id", "athlete_source_id", "name", "position")


def known_athletes(*sources: DataFrame) -> DataFrame:
    """Athletes that the API names in a season, out of frames in the order in which they are believed."""
    numbered = [source.select(F.lit(rank).alias("source"), *KNOWN) for rank, source in enumerate(sources)]
    return reduce(DataFrame.unionByName, numbered).where(F.col("athlete_id").isNotNull())


def with_athlete(rows: DataFrame, known: DataFrame) -> DataFrame:
    """Adds to rows of boxes `athlete_id`, `is_athlete_id_inferred`, `player_name` and `player_position`.

    Where nothing maps the feed's id, its number stands in, or minus it where a known athlete of the season has that
    number. Takes `season`, `athlete_source_id`, `box_name` and `box_position`.
    """
    # A transfer has several rows, so the map is reduced to one row for each of the feed's ids in a season. It is not
    # shared between seasons: rebuilding one season alone must give what rebuilding all gives.
    best = F.min(F.struct("source", "athlete_id", "name", F.nullif("position", F.lit("")).alias("position")))
    mapped = known.groupBy("season", "athlete_source_id").agg(best.alias("known"))
    taken = known.select("season", F.col("athlete_id").alias("number"), F.lit(True).alias("is_taken")).distinct()
    source_id = F.col("athlete_source_id")
    # Ids that are no number, which the feed has never had, go far below all others.
    other = -F.pmod(F.xxhash64(source_id), F.lit(2**61)) - F.lit(2**62)
    number = F.col("number")
    stand_in = F.when(number.isNull(), other).when(F.col("is_taken"), -number).otherwise(number)
    # Both right sides have one row per season and id, so neither join can multiply rows.
    return (
        rows.withColumn("number", F.when(source_id.rlike("^[0-9]{1,18}$"), source_id.try_cast("bigint")))
        .join(mapped, ["season", "athlete_source_id"], how="left")
        .join(taken, ["season", "number"], how="left")
        .withColumns(
            {
                "is_athlete_id_inferred": F.col("known").isNull(),
                "athlete_id": F.coalesce(F.col("known.athlete_id"), stand_in),
                "player_name": F.coalesce(F.col("known.name"), F.col("box_name")),
                "player_position": F.coalesce(F.col("known.position"), F.col("box_position")),
            }
        )
        .drop("number", "known", "is_taken")
    )

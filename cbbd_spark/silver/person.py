"""What is known of a player as a person, declared and read at one place for rosters, players and recruits."""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import first_day, known, text
from cbbd_spark.spec.table import Column

HOMETOWN = (
    Column("hometown_city", "STRING", "City or town that he comes from."),
    Column("hometown_state", "STRING", "State or province that he comes from, abbreviated."),
    Column("hometown_country", "STRING", "Country that he comes from."),
    Column("hometown_county_fips", "STRING", "FIPS code of the county that he comes from."),
    Column("hometown_latitude", "DOUBLE", "Latitude of the hometown.", "degrees"),
    Column("hometown_longitude", "DOUBLE", "Longitude of the hometown.", "degrees"),
)
SIZE = (
    Column("height_inches", "DOUBLE", "Height without shoes, as listed; NULL where the API has none or 0.", "inches"),
    Column("weight_pounds", "DOUBLE", "Weight as listed; NULL where the API has none or 0.", "pounds"),
)
ROSTERED = (
    Column("athlete_source_id", "STRING", "The upstream feed's id: what fct_game_players joins by."),
    Column("name", "STRING", "Full name."),
    Column("first_name", "STRING", "Given name."),
    Column("last_name", "STRING", "Family name."),
    Column("position", "STRING", "Position as the feed abbreviates it, as in G, F and C; today's."),
    Column("jersey", "STRING", "Shirt number, a text because 0 and 00 differ; today's."),
    *SIZE,
    Column("date_of_birth", "DATE", "Day of birth; often not known."),
    *HOMETOWN,
)


def hometown(within: str) -> tuple[SparkColumn, ...]:
    """The values of HOMETOWN out of the struct `within`."""
    return (
        text(F.col(f"{within}.city")).alias("hometown_city"),
        text(F.col(f"{within}.state")).alias("hometown_state"),
        text(F.col(f"{within}.country")).alias("hometown_country"),
        text(F.col(f"{within}.county_fips")).alias("hometown_county_fips"),
        F.col(f"{within}.latitude").alias("hometown_latitude"),
        F.col(f"{within}.longitude").alias("hometown_longitude"),
    )


def rostered(within: str) -> tuple[SparkColumn, ...]:
    """The values of ROSTERED out of the struct `within`."""
    return (
        text(F.col(f"{within}.source_id")).alias("athlete_source_id"),
        text(F.col(f"{within}.name")).alias("name"),
        text(F.col(f"{within}.first_name")).alias("first_name"),
        text(F.col(f"{within}.last_name")).alias("last_name"),
        text(F.col(f"{within}.position")).alias("position"),
        text(F.col(f"{within}.jersey")).alias("jersey"),
        known(F.col(f"{within}.height")).alias("height_inches"),
        known(F.col(f"{within}.weight")).alias("weight_pounds"),
        first_day(F.col(f"{within}.date_of_birth")).alias("date_of_birth"),
        *hometown(f"{within}.hometown"),
    )

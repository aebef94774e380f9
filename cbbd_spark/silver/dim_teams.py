"""One row is one team as it is today, inside Division I or not.

Conference, venue and colours are today's: what a team was in a season stands in dim_team_seasons.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_conferences, dim_venues
from cbbd_spark.silver.api_values import text
from cbbd_spark.sources.cbbd import teams as teams_endpoint
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_teams",
    grain="One row is one team as it is today.",
    key=("team_id",),
    sort=("team_id",),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference",),
    inputs=(teams_endpoint.ENDPOINT,),
    columns=(
        Column("team_id", "BIGINT", "The API's id of the team."),
        Column("team_source_id", "STRING", "The upstream feed's id of the team."),
        Column("team", "STRING", "School, the name that other tables carry."),
        Column("mascot", "STRING", "Nickname, as in Blue Devils."),
        Column("abbreviation", "STRING", "The scoreboard's letters, as in DUKE."),
        Column("display_name", "STRING", "School and nickname."),
        Column("short_display_name", "STRING", "School, shortened for narrow places."),
        Column("primary_color", "STRING", "First colour as six hexadecimal digits.", "RGB"),
        Column("secondary_color", "STRING", "Second colour as six hexadecimal digits.", "RGB"),
        Column("venue_id", "BIGINT", "Home venue, as in dim_venues."),
        Column("venue", "STRING", "Name of the home venue."),
        Column("city", "STRING", "City of the home venue."),
        Column("state", "STRING", "State of the home venue."),
        Column("conference_id", "BIGINT", "Today's conference, as in dim_conferences; NULL outside Division I."),
        Column("conference", "STRING", "Today's conference, abbreviated; NULL outside Division I."),
        Column("logos", "ARRAY<STRING>", "Addresses of logos; NULL where the API sends none."),
    ),
    references=(Reference(("venue_id",), dim_venues.TABLE), Reference(("conference_id",), dim_conferences.TABLE)),
)


def build(teams: DataFrame) -> DataFrame:
    return teams.where(F.col("season").isNull()).select(
        F.col("id").alias("team_id"),
        F.col("source_id").alias("team_source_id"),
        text(F.col("school")).alias("team"),
        text(F.col("mascot")).alias("mascot"),
        text(F.col("abbreviation")).alias("abbreviation"),
        text(F.col("display_name")).alias("display_name"),
        text(F.col("short_display_name")).alias("short_display_name"),
        text(F.col("primary_color")).alias("primary_color"),
        text(F.col("secondary_color")).alias("secondary_color"),
        F.col("current_venue_id").alias("venue_id"),
        text(F.col("current_venue")).alias("venue"),
        text(F.col("current_city")).alias("city"),
        text(F.col("current_state")).alias("state"),
        "conference_id",
        text(F.col("conference")).alias("conference"),
        "logos",
        F.col("_fetched_at").alias("_observed_at"),
    )

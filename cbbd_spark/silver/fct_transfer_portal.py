"""One row is one entry into the transfer portal.

Who enters in year Y leaves after season Y. Entries change for months, and a withdrawn one stays, with its
`eligibility` saying so. There is no athlete id: join by name and team of origin. A rating of 0 arrives as NULL.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.sources.cbbd import recruiting_portal as recruiting_portal_endpoint
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_transfer_portal",
    grain="One row is one entry into the transfer portal.",
    key=("portal_id",),
    sort=("year", "portal_id"),
    # Overlapping memberships bring an entry twice in one answer.
    tie_break=("origin_conference", "destination_conference"),
    inputs=(recruiting_portal_endpoint.ENDPOINT,),
    columns=(
        Column("portal_id", "BIGINT", "The API's id of the entry; not an athlete's id."),
        Column("portal_source_id", "STRING", "The recruiting source's id of the entry."),
        Column("year", "INT", "Spring of the entry, which is the name of the season that it ends."),
        Column("first_name", "STRING", "Given name."),
        Column("last_name", "STRING", "Family name."),
        Column("position", "STRING", "Position as the source abbreviates it."),
        Column("origin_team_id", "BIGINT", "The team he leaves, as in dim_teams."),
        Column("origin_team", "STRING", "School he leaves."),
        Column("origin_conference", "STRING", "Conference of the team he leaves, abbreviated."),
        Column("destination_team_id", "BIGINT", "The team he goes to, as in dim_teams; NULL while undecided."),
        Column("destination_team", "STRING", "School he goes to; NULL while undecided."),
        Column("destination_conference", "STRING", "Conference of the team he goes to, abbreviated."),
        Column("eligibility", "STRING", "When he may play, as in Immediate; Withdrawn when he stays."),
        Column("years_remaining", "INT", "Seasons that he may still play.", "seasons"),
        Column("stars", "INT", "1 to 5, 5 is best; NULL where not rated.", "stars"),
        Column("rating", "DOUBLE", "The source's rating on its own scale; more is better."),
    ),
    checks=(
        in_range("stars", 1, 5),
        in_range("year", 2015, 2100),
        in_range("years_remaining", 0, 5),
        Check("teams_differ", "origin_team_id <> destination_team_id", Severity.WARN),
    ),
    references=(Reference(("origin_team_id",), dim_teams.TABLE), Reference(("destination_team_id",), dim_teams.TABLE)),
)


def build(recruiting_portal: DataFrame) -> DataFrame:
    return recruiting_portal.select(
        F.col("id").alias("portal_id"),
        text(F.col("source_id")).alias("portal_source_id"),
        whole(F.col("year")).alias("year"),
        text(F.col("first_name")).alias("first_name"),
        text(F.col("last_name")).alias("last_name"),
        text(F.col("position")).alias("position"),
        known(F.col("origin.id")).alias("origin_team_id"),
        text(F.col("origin.name")).alias("origin_team"),
        text(F.col("origin.conference")).alias("origin_conference"),
        known(F.col("destination.id")).alias("destination_team_id"),
        text(F.col("destination.name")).alias("destination_team"),
        text(F.col("destination.conference")).alias("destination_conference"),
        text(F.col("eligibility")).alias("eligibility"),
        whole(F.col("years_remaining")).alias("years_remaining"),
        whole(known(F.col("stars"))).alias("stars"),
        "rating",
        F.col("_fetched_at").alias("_observed_at"),
    )

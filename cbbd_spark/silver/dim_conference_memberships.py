"""One row is one span of seasons in which one team was a member of one conference.

Spans of one team can overlap in the API: both are kept, and `has_overlap` says so, because only a reader knows which
one he means. Which conference a team's games of a season count for stands in dim_team_seasons.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_conferences, dim_teams
from cbbd_spark.silver.answers import ANSWER, newest_answers, standing
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.sources.cbbd import conferences_history as conferences_history_endpoint
from cbbd_spark.spec.check import Check, Severity
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_conference_memberships",
    grain="One row is one span of seasons in which one team was a member of one conference.",
    key=("conference_id", "team_id", "start_season"),
    sort=("conference_id", "team_id", "start_season"),
    tie_break=("end_season",),
    inputs=(conferences_history_endpoint.ENDPOINT,),
    # An answer tells all spans of a conference: one that begins elsewhere in a newer answer was put right.
    takes_all=True,
    columns=(
        Column("conference_id", "BIGINT", "The conference, as in dim_conferences."),
        Column("team_id", "BIGINT", "The team, as in dim_teams."),
        Column("start_season", "INT", "The first season of the membership, named by the year in which it ends."),
        Column("end_season", "INT", "The last season of the membership; NULL, still a member."),
        Column("conference", "STRING", "Abbreviation of the conference."),
        Column("team", "STRING", "School, under its name of today."),
        Column("is_current", "BOOLEAN", "Still a member."),
        Column("has_overlap", "BOOLEAN", "The team is in two conferences in a season of the span, by the API."),
    ),
    checks=(
        Check("seasons_in_order", "start_season <= end_season", Severity.WARN),
        Check("spans_of_a_team_do_not_overlap", "NOT has_overlap", Severity.WARN),
    ),
    references=(Reference(("conference_id",), dim_conferences.TABLE), Reference(("team_id",), dim_teams.TABLE)),
)


def build(conferences_history: DataFrame) -> DataFrame:
    # A conference without a member has a row without a team, which takes the older ones away.
    spans = conferences_history.select("*", F.explode_outer("teams").alias("span")).select(
        F.col("id").alias("conference_id"),
        F.col("span.id").alias("team_id"),
        whole(F.col("span.start_season")).alias("start_season"),
        whole(F.col("span.end_season")).alias("end_season"),
        text(F.col("abbreviation")).alias("conference"),
        text(F.col("span.school")).alias("team"),
        F.col("span.end_season").isNull().alias("is_current"),
        _has_overlap().alias("has_overlap"),
        *ANSWER,
    )
    newest = standing(spans, newest_answers(spans, ("conference_id",)), F.xxhash64(*TABLE.column_names))
    return newest.where(F.col("team_id").isNotNull()).select(
        *TABLE.column_names, F.col("_fetched_at").alias("_observed_at")
    )


def _has_overlap() -> SparkColumn:
    # In the order of their first seasons a span can only reach into those after it: the next one is the nearest.
    in_order = Window.partitionBy(*ANSWER, "span.id").orderBy("span.start_season", "id")
    last = F.coalesce("span.end_season", F.lit(9999))
    reached = F.max(last).over(in_order.rowsBetween(Window.unboundedPreceding, -1)) >= F.col("span.start_season")
    reaches = last >= F.lead("span.start_season").over(in_order)
    return F.coalesce(reached, F.lit(False)) | F.coalesce(reaches, F.lit(False))

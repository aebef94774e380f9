"""One row is one team in one season, in Division I or met by a team that is.

A team that `/teams?season=` lists is Division I, whatever `/games` says of it and whichever was asked later: both
inputs are taken whole, so each build decides anew from all that is known, and nothing depends on the order in which
answers came. Where that call was never made for a season, a conference in `/games` decides. A FALSE does not say
which division a team belongs to, and a team without a game and without a listing is not here at all.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_conferences, dim_teams
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.sources.cbbd import teams as teams_endpoint
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_team_seasons",
    grain="One row is one team in one season, in Division I or met by a team that is.",
    key=("team_id", "season"),
    partition=("season",),
    sort=("team_id",),
    inputs=(teams_endpoint.ENDPOINT, fct_games_table.TABLE),
    columns=(
        Column("team_id", "BIGINT", "The team, as in dim_teams."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team", "STRING", "School."),
        Column("conference_id", "BIGINT", "Conference in that season; NULL outside Division I."),
        Column("conference", "STRING", "Conference in that season, abbreviated; NULL outside Division I."),
        Column(
            "is_division_1",
            "BOOLEAN",
            "The API lists it for the season; where that was never asked, a game says its conference.",
        ),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE), Reference(("conference_id",), dim_conferences.TABLE)),
)

# Greater wins, field by field: listed before met, the newest answer or the latest game, a conference before none.
_BEST = ("is_listed", "as_of", "conference_id", "conference", "team")


def build(teams: DataFrame, fct_games: DataFrame) -> DataFrame:
    whole_season = Window.partitionBy("season").rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    has_listing = F.max("best.is_listed").over(whole_season)
    is_division_1 = (
        F.when(F.col("best.is_listed"), True)
        .when(has_listing, False)
        .otherwise(F.col("best.conference_id").isNotNull() | F.col("best.conference").isNotNull())
    )
    one_row_per_key = (
        _listed(teams)
        .unionByName(_met(fct_games, "home"))
        .unionByName(_met(fct_games, "away"))
        .groupBy("team_id", "season")
        .agg(F.max(F.struct(*_BEST)).alias("best"), F.max("_observed_at").alias("_observed_at"))
    )
    return one_row_per_key.select(
        "team_id",
        "season",
        F.col("best.team").alias("team"),
        F.col("best.conference_id").alias("conference_id"),
        F.col("best.conference").alias("conference"),
        is_division_1.alias("is_division_1"),
        "_observed_at",
    )


def _listed(teams: DataFrame) -> DataFrame:
    return teams.where(F.col("season").isNotNull()).select(
        F.col("id").alias("team_id"),
        whole(F.col("season")).alias("season"),
        F.lit(True).alias("is_listed"),
        F.col("_fetched_at").alias("as_of"),
        "conference_id",
        text(F.col("conference")).alias("conference"),
        text(F.col("school")).alias("team"),
        F.col("_fetched_at").alias("_observed_at"),
    )


def _met(fct_games: DataFrame, side: str) -> DataFrame:
    return fct_games.where(F.col(f"{side}_team_id").isNotNull()).select(
        F.col(f"{side}_team_id").alias("team_id"),
        "season",
        F.lit(False).alias("is_listed"),
        F.col("start_at").alias("as_of"),
        F.col(f"{side}_conference_id").alias("conference_id"),
        F.col(f"{side}_conference").alias("conference"),
        F.col(f"{side}_team").alias("team"),
        "_observed_at",
    )

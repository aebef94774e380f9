"""One row is one team's season as the API sums it up, opponents outside Division I included.

Sums are of final games and change with each. The API sends 0 where it knows nothing: a side without a single field
goal attempt has no boxes, and its numbers are NULL here. Other sums of 0 (fast breaks, points in the paint) may
still mean that nobody counted. Pre-game columns must not come from here: the sums have no date.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.box_score import (
    declare,
    points_check,
    possessions_check,
    rate_checks,
    read,
    rebounds_check,
    shooting_checks,
    team_box,
)
from cbbd_spark.sources.cbbd import stats_team_season as stats_team_season_endpoint
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_BOX = team_box(of_game=False)


def _side_checks(side: str) -> tuple[Check, ...]:
    return (
        *shooting_checks(side),
        *rate_checks(side),
        points_check("points_total", side),
        rebounds_check(side),
        fraction(f"{side}api_turnover_ratio"),
        fraction(f"{side}api_offensive_rebound_pct"),
    )


TABLE = Table(
    layer=Layer.SILVER,
    name="fct_team_season_stats",
    grain="One row is one team's season as the API sums it up.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    # A team with two conferences in a season comes twice.
    tie_break=("conference",),
    inputs=(stats_team_season_endpoint.ENDPOINT,),
    columns=(
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team_id", "BIGINT", "The team, as in dim_teams."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Conference in that season, abbreviated; NULL outside Division I."),
        Column("games", "INT", "Final games.", "games"),
        Column("wins", "INT", "Games won.", "games"),
        Column("losses", "INT", "Games lost.", "games"),
        Column(
            "total_minutes", "DOUBLE", "Length of the games, 40 and 5 per overtime; not players' minutes.", "minutes"
        ),
        Column("api_pace", "DOUBLE", "The API's possessions per 40 minutes.", "possessions per 40 minutes"),
        *declare(_BOX),
        *declare(_BOX, "opponent_", "Opponents'. "),
    ),
    checks=(
        Check("games_are_won_or_lost", "games = wins + losses", Severity.WARN),
        *(check for side in ("", "opponent_") for check in _side_checks(side)),
        possessions_check("total_minutes"),
        in_range("api_pace", 45, 110),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(stats_team_season: DataFrame) -> DataFrame:
    seasons = stats_team_season.withColumns(
        {side: _unless_empty(F.col(side)) for side in ("team_stats", "opponent_stats")}
    )
    return seasons.select(
        whole(F.col("season")).alias("season"),
        "team_id",
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        whole(F.col("games")).alias("games"),
        whole(F.col("wins")).alias("wins"),
        whole(F.col("losses")).alias("losses"),
        "total_minutes",
        F.col("pace").alias("api_pace"),
        *read(_BOX, "team_stats"),
        *read(_BOX, "opponent_stats", "opponent_"),
        F.col("_fetched_at").alias("_observed_at"),
    )


def _unless_empty(box: SparkColumn) -> SparkColumn:
    return F.when(F.coalesce(box["field_goals"]["attempted"], F.lit(-1)) != 0, box)

"""One row is one team's points in one period of a final game: halves 1 and 2, then overtimes.

Games that are not final have no rows, and a handful of final ones has none either, because the API lacks their
periods: the sum is not everywhere the final score.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams, fct_games
from cbbd_spark.silver.api_values import known, whole
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.sources.cbbd import games as games_endpoint
from cbbd_spark.spec.check import Check, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_game_periods",
    grain="One row is one team's points in one period of a final game.",
    key=("game_id", "team_id", "period"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "period"),
    inputs=(games_endpoint.ENDPOINT,),
    columns=(
        GAME_ID,
        Column("team_id", "BIGINT", "The team whose points they are."),
        Column("period", "INT", "1 and 2 are the halves, from 3 on overtimes."),
        *PER_GAME,
        Column("is_home", "BOOLEAN", "The home team; at a neutral site the one that is listed so."),
        Column("points", "INT", "Points scored in the period.", "points"),
    ),
    checks=(
        Check("periods_count_from_one", "period >= 1"),
        in_range("period", 1, 9),
        in_range("points", 0, 100),
    ),
    references=(Reference(("game_id",), fct_games.TABLE), Reference(("team_id",), dim_teams.TABLE)),
)


def build(games: DataFrame) -> DataFrame:
    sides = games.where(F.col("status") == "final").select(
        F.col("id").alias("game_id"),
        *per_game(),
        F.col("_fetched_at").alias("_observed_at"),
        F.inline(F.array(_side("home"), _side("away"))),
    )
    return sides.select("*", F.posexplode("period_points")).select(
        "game_id",
        "team_id",
        (F.col("pos") + 1).alias("period"),
        *(column.name for column in PER_GAME),
        "is_home",
        whole(F.col("col")).alias("points"),
        "_observed_at",
    )


def _side(side: str) -> SparkColumn:
    return F.struct(
        known(F.col(f"{side}_team_id")).alias("team_id"),
        F.lit(side == "home").alias("is_home"),
        F.col(f"{side}_period_points").alias("period_points"),
    )

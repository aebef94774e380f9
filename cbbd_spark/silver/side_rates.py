"""What follows from both sides' counts on one row, by the lake's own definitions: for lineups and the leaderboard.

Possessions are those of the game, the mean of both sides' by formula. A five that is on the floor for a rebound only
has none, or fewer: then they are NULL, and so is what is divided by them.
"""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.season_rates import BoxSide
from cbbd_spark.silver.api_values import known
from cbbd_spark.silver.box_score import PER_100
from cbbd_spark.spec.table import Column

_OF_THE_GAME = (
    Column("possessions", "DOUBLE", "Mean of both sides' FGA - OREB + TOV + 0.475 FTA, where above 0.", "possessions"),
    Column("pace", "DOUBLE", "Possessions per 40 minutes.", "possessions per 40 minutes"),
    Column("offensive_rating", "DOUBLE", "Points per possession, times 100.", PER_100),
    Column("defensive_rating", "DOUBLE", "Opponents' points per possession, times 100; low is good.", PER_100),
    Column("net_rating", "DOUBLE", "Offensive less defensive rating.", PER_100),
)
_FACTORS = (
    ("efg_pct", "(FGM + 0.5 FG3M) / FGA."),
    ("tov_ratio", "Turnovers per possession."),
    ("oreb_pct", "OREB / (OREB + the other side's DREB)."),
    ("ft_rate", "FTA / FGA."),
    ("true_shooting", "PTS / (2 (FGA + 0.475 FTA))."),
)
SIDE_RATES = (
    *_OF_THE_GAME,
    *(Column(name, "DOUBLE", doc) for name, doc in _FACTORS),
    *(Column(f"opponent_{name}", "DOUBLE", f"Opponents'. {doc}") for name, doc in _FACTORS),
)


def with_side_rates(counts: DataFrame, minutes: SparkColumn) -> DataFrame:
    """`counts` with SIDE_RATES; the counts are under the names of `fct_game_teams`, `minutes` are the game's."""
    own, other = BoxSide.of_columns(), BoxSide.of_columns("opponent_")
    possessions = known(four_factors.game_possessions(_possessions(own), _possessions(other)))
    with_possessions = counts.withColumn("possessions", possessions)
    return with_possessions.withColumns(
        {
            "pace": four_factors.pace(F.col("possessions"), minutes),
            "offensive_rating": four_factors.rating(F.col("points_total"), F.col("possessions")),
            "defensive_rating": four_factors.rating(F.col("opponent_points_total"), F.col("possessions")),
            **_factors(own, other, ""),
            **_factors(other, own, "opponent_"),
        }
    ).withColumn("net_rating", F.col("offensive_rating") - F.col("defensive_rating"))


def _possessions(side: BoxSide) -> SparkColumn:
    return four_factors.possessions(*side.possession_counts)


def _factors(side: BoxSide, other: BoxSide, prefix: str) -> dict[str, SparkColumn]:
    points = F.col(f"{prefix}points_total")
    return {
        f"{prefix}efg_pct": four_factors.effective_field_goal_pct(side.fgm, side.fg3m, side.fga),
        f"{prefix}tov_ratio": four_factors.turnover_ratio(side.tov, F.col("possessions")),
        f"{prefix}oreb_pct": four_factors.offensive_rebound_pct(side.oreb, other.dreb),
        f"{prefix}ft_rate": four_factors.free_throw_rate(side.fta, side.fga),
        f"{prefix}true_shooting": four_factors.true_shooting(points, side.fga, side.fta),
    }

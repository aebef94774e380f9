"""One row is one team on one day on which it played, over its season up to and with that day.

Only games with plays are in it, and no preseason games. It tells what was known *after* the day: to tell a game from
before, take an earlier row. Counts are summed first, and ratios are taken of the sums. `possessions` are the games',
counted; `_per_100` is per 100 of them.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.play_counts import COUNTS
from cbbd_spark.basketball.play_rates import OPPONENT, factors_of_both, formula_possessions
from cbbd_spark.basketball.sides import counts
from cbbd_spark.silver import fct_pbp_game_teams as fct_pbp_game_teams_table
from cbbd_spark.silver.play_columns import count_checks, count_columns, factor_columns
from cbbd_spark.spec.check import Check, in_range
from cbbd_spark.spec.table import Column, Layer, Table, columns

_RATED = (
    "points_total",
    "field_goals_attempted",
    "three_point_field_goals_attempted",
    "free_throws_attempted",
    "rebounds_offensive",
    "rebounds_defensive",
    "turnovers_total",
    "steals",
    "blocks",
    "assists",
)
_SIDES = ("", OPPONENT)
_SUMMED = (
    *(prefix + name for prefix in _SIDES for name in (*COUNTS, "possessions_counted")),
    "seconds_counted",
    "garbage_seconds",
)


def _short(name: str) -> str:
    return name.removesuffix("_total")


def _rate_columns() -> tuple[Column, ...]:
    return tuple(
        Column(f"{prefix}{_short(name)}{suffix}", "DOUBLE", f"{whose}{_short(name).replace('_', ' ')} {per}.")
        for prefix, whose in (("", "Own "), (OPPONENT, "Opponents' "))
        for name in _RATED
        for suffix, per in (("_per_game", "per game"), ("_per_100", "per 100 possessions of the games"))
    )


TABLE = Table(
    layer=Layer.SILVER,
    name="fct_pbp_team_daily_rollup",
    grain="One row is one team on one day on which it played, over its season up to and with that day.",
    key=("team_id", "game_date", "garbage"),
    partition=("season",),
    sort=("game_date", "team_id", "garbage"),
    inputs=(fct_pbp_game_teams_table.TABLE,),
    columns=columns(
        Column("team_id", "BIGINT", "Team."),
        Column("game_date", "DATE", "A day on which it played; the row holds that day's games too."),
        Column("garbage", "STRING", "`all` plays, or those of garbage time `removed`."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("games", "INT", "Final games with plays, preseason apart.", "games"),
        Column("minutes", "DOUBLE", "Length of what is counted.", "minutes"),
        Column("garbage_minutes", "DOUBLE", "Length of garbage time, counted or not.", "minutes"),
        Column("seconds_counted", "INT", "`minutes` in seconds.", "seconds"),
        Column("garbage_seconds", "INT", "`garbage_minutes` in seconds.", "seconds"),
        count_columns(),
        Column("possessions_counted", "INT", "The team's possessions, counted by what ends them.", "possessions"),
        Column("opponent_possessions_counted", "INT", "Its opponents'.", "possessions"),
        Column("possessions_formula", "DOUBLE", "FGA - OREB + TOV + 0.475 FTA of the team.", "possessions"),
        Column("opponent_possessions_formula", "DOUBLE", "Its opponents'.", "possessions"),
        Column("possessions", "DOUBLE", "The games': mean of both sides' counted.", "possessions"),
        Column("possessions_per_game", "DOUBLE", "The games' possessions per game.", "possessions"),
        Column("pace", "DOUBLE", "Possessions of the games per 40 minutes.", "possessions/40"),
        Column("off_eff", "DOUBLE", "Points per 100 possessions of the games.", "points/100"),
        Column("def_eff", "DOUBLE", "Opponents' points per 100 possessions of the games.", "points/100"),
        Column("net_eff", "DOUBLE", "off_eff less def_eff.", "points/100"),
        factor_columns(),
        _rate_columns(),
    ),
    checks=(
        Check("games_are_counted", "games >= 1"),
        Check("possessions_are_the_mean", "possessions = (possessions_counted + opponent_possessions_counted) / 2"),
        *count_checks(),
        in_range("pace", 45, 110),
        in_range("off_eff", 40, 180),
        in_range("def_eff", 40, 180),
    ),
)


def build(fct_pbp_game_teams: DataFrame) -> DataFrame:
    days = (
        fct_pbp_game_teams.where(counts())
        .groupBy("season", "team_id", "garbage", "game_date")
        .agg(F.count(F.lit(1)).alias("games"), *(F.sum(name).alias(name) for name in _SUMMED))
    )
    until = (
        Window.partitionBy("season", "team_id", "garbage")
        .orderBy("game_date")
        .rowsBetween(Window.unboundedPreceding, Window.currentRow)
    )
    # Whole numbers only, so that sums are exact.
    sums = days.withColumns({name: F.sum(name).over(until) for name in ("games", *_SUMMED)})
    sums = sums.withColumns(
        {
            "possessions": four_factors.game_possessions(
                F.col("possessions_counted"), F.col("opponent_possessions_counted")
            ),
            "possessions_formula": formula_possessions(),
            "opponent_possessions_formula": formula_possessions(OPPONENT),
            "minutes": F.col("seconds_counted") / 60,
            "garbage_minutes": F.col("garbage_seconds") / 60,
        }
    )
    possessions = F.col("possessions")
    off, against = (four_factors.rating(F.col(f"{prefix}points_total"), possessions) for prefix in _SIDES)
    told = sums.withColumns(
        {
            "possessions_per_game": four_factors.ratio(possessions, F.col("games")),
            "pace": four_factors.pace(possessions, F.col("minutes")),
            "off_eff": off,
            "def_eff": against,
            "net_eff": off - against,
            **factors_of_both(possessions),
            **_rates(possessions),
        }
    )
    return told.select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


def _rates(possessions: SparkColumn) -> dict[str, SparkColumn]:
    rates = {}
    for prefix in _SIDES:
        for name in _RATED:
            count = F.col(prefix + name)
            rates[f"{prefix}{_short(name)}_per_game"] = four_factors.ratio(count, F.col("games"))
            rates[f"{prefix}{_short(name)}_per_100"] = four_factors.ratio(F.lit(100.0) * count, possessions)
    return rates

"""One row is one Division I team on one day on which it played: efficiencies from plays, adjusted for its opponents.

After that day, not before it: to foretell a game, take an earlier row. Only games within Division I that have plays are
in it, and every team begins its season as the mean one (see basketball/play_rating_days.py). The home edge is the fixed
4.5 points per 100 possessions: earlier seasons, from which team_ratings_daily estimates it, are not looked at here.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.division_1_games import HIGHEST, LOWEST
from cbbd_spark.basketball.play_rating_days import play_ratings_by_day
from cbbd_spark.silver import dim_team_seasons as dim_team_seasons_table
from cbbd_spark.silver import fct_pbp_game_teams as fct_pbp_game_teams_table
from cbbd_spark.spec.check import Check, in_range
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_pbp_team_daily_rollup_adj",
    grain="One row is one Division I team on one day on which it played, with garbage time or without.",
    key=("team_id", "game_date", "garbage"),
    partition=("season",),
    sort=("game_date", "team_id", "garbage"),
    inputs=(fct_pbp_game_teams_table.TABLE, dim_team_seasons_table.TABLE),
    columns=(
        Column("team_id", "BIGINT", "Team."),
        Column("game_date", "DATE", "A day on which it played; the row holds that day's games too."),
        Column("garbage", "STRING", "`all` plays, or those of garbage time `removed`."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("games", "INT", "The team's games to date within Division I that have plays.", "games"),
        Column("adj_off_eff", "DOUBLE", "Points scored against the mean team at a neutral site.", "points/100"),
        Column("adj_def_eff", "DOUBLE", "Points allowed to the mean team: lower is better.", "points/100"),
        Column("adj_net_eff", "DOUBLE", "Offence less defence.", "points/100"),
        Column(
            "adj_off_eff_se", "DOUBLE", "Standard error of adj_off_eff: the formula is in decision 23.", "points/100"
        ),
        Column(
            "adj_def_eff_se", "DOUBLE", "Standard error of adj_def_eff: the formula is in decision 23.", "points/100"
        ),
        Column(
            "adj_net_eff_se", "DOUBLE", "Standard error of adj_net_eff: the formula is in decision 23.", "points/100"
        ),
        Column("mean_efficiency", "DOUBLE", "The national mean of the season to date.", "points/100"),
        Column("home_edge", "DOUBLE", "What hosting is taken to be worth on the margin.", "points/100"),
    ),
    checks=(
        Check("net_is_offence_less_defence", "abs(adj_off_eff - adj_def_eff - adj_net_eff) < 1e-9"),
        Check("an_error_is_positive", "adj_off_eff_se > 0 AND adj_net_eff_se > 0"),
        in_range("mean_efficiency", 90, 120),
        in_range("adj_net_eff", -60, 60),
    ),
)


def build(fct_pbp_game_teams: DataFrame, dim_team_seasons: DataFrame) -> DataFrame:
    division_1 = dim_team_seasons.where("is_division_1").select("season", "team_id")
    opponents = division_1.withColumnRenamed("team_id", "opponent_id")
    both = F.col("points_total") + F.col("opponent_points_total")
    level = four_factors.rating(both, F.lit(2.0) * F.col("possessions"))
    games = (
        fct_pbp_game_teams.where("is_home AND game_date IS NOT NULL AND coalesce(season_type, '') <> 'preseason'")
        .where(level.between(LOWEST, HIGHEST))
        .join(division_1, ["season", "team_id"], how="left_semi")
        .join(opponents, ["season", "opponent_id"], how="left_semi")
        .select(
            "season",
            "garbage",
            "game_id",
            "game_date",
            F.coalesce("is_neutral_site", F.lit(False)).alias("is_neutral_site"),
            F.col("team_id").alias("home_team_id"),
            F.col("opponent_id").alias("away_team_id"),
            four_factors.rating(F.col("points_total"), F.col("possessions")).alias("home_efficiency"),
            four_factors.rating(F.col("opponent_points_total"), F.col("possessions")).alias("away_efficiency"),
        )
    )
    return play_ratings_by_day(games).select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))

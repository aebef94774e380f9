"""One row is one team at the start of one season: what the ratings of that season begin with.

A chain over the seasons: the priors of a season are the final ratings of the season before times 0.55, and these follow
from the priors of their own season. A team without a rated game in the season before starts as the mean team. The
season after the last one has rows too; while the last one is being played, they are those of its ratings so far. The
home edge is estimated from the conference games of all seasons before this one (see basketball/home_edge.py), and 4.5
points per 100 possessions until there are enough.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.adjusted_ratings import FIRST_HOME_EDGE
from cbbd_spark.basketball.division_1_games import division_1_games
from cbbd_spark.basketball.rating_chain import left_by_each_season
from cbbd_spark.silver import dim_team_seasons, fct_game_teams, fct_games
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.GOLD,
    name="team_rating_priors",
    grain="One row is one team at the start of one season: in Division I then, or rated the season before.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    inputs=(fct_games.TABLE, dim_team_seasons.TABLE),
    optional_inputs=(fct_game_teams.TABLE,),
    takes_all=True,
    columns=(
        Column("season", "INT", "The season that begins, named by the year in which it ends."),
        Column("team_id", "BIGINT", "Team."),
        Column("prior_off", "DOUBLE", "0.55 of last season's offence against the mean; 0 without.", "points/100"),
        Column("prior_def", "DOUBLE", "0.55 of last season's defence against the mean; 0 without.", "points/100"),
        Column("prior_tempo", "DOUBLE", "0.55 of last season's tempo against the mean; 0 without.", "possessions/40"),
        Column("mean_efficiency", "DOUBLE", "The mean of last season; NULL where none was rated.", "points/100"),
        Column("home_edge", "DOUBLE", "What hosting is worth on the margin; the same for all teams.", "points/100"),
        Column("has_prior", "BOOLEAN", "The team was rated last season."),
    ),
    checks=(
        Check("without_a_prior_a_team_is_the_mean_one", "has_prior OR (prior_off = 0 AND prior_def = 0)"),
        Check("a_season_has_one_home_edge", "home_edge IS NOT NULL"),
        in_range("home_edge", 0, 10),
        in_range("mean_efficiency", 90, 120),
        in_range("prior_off", -25, 25, Severity.WARN),
        in_range("prior_def", -25, 25, Severity.WARN),
    ),
)


def build(fct_games: DataFrame, dim_team_seasons: DataFrame, fct_game_teams: DataFrame) -> DataFrame:
    key = ["season", "team_id"]
    left = left_by_each_season(division_1_games(fct_games, dim_team_seasons, fct_game_teams))
    brought = left.withColumn("season", F.col("season") + 1).withColumn("has_prior", F.lit(True))
    listed = dim_team_seasons.where("is_division_1").select(*key)
    # All that a season says of itself stands in the rows that it brings: read once, since it takes a whole chain.
    so_far = Window.orderBy("season").rangeBetween(Window.unboundedPreceding, Window.currentRow)
    known_edge = F.last("home_edge", ignorenulls=True).over(so_far)
    mean = F.max("mean_efficiency").over(Window.partitionBy("season"))
    # A team is listed and rated once a season, so no join can multiply rows.
    return (
        listed.join(brought, key, how="full")
        .withColumns({"home_edge": F.coalesce(known_edge, F.lit(FIRST_HOME_EDGE)), "mean_efficiency": mean})
        .join(_seasons(fct_games), "season", how="left_semi")
        .withColumns(
            {
                **{name: F.coalesce(name, F.lit(0.0)) for name in ("prior_off", "prior_def", "prior_tempo")},
                "has_prior": F.coalesce("has_prior", F.lit(False)),
            }
        )
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _seasons(fct_games: DataFrame) -> DataFrame:
    """Those with games, and the one after the last."""
    with_games = fct_games.where(F.col("season").isNotNull()).select("season").distinct()
    return with_games.unionByName(with_games.agg((F.max("season") + 1).alias("season"))).where("season IS NOT NULL")

"""One row is one Division I team in one season: its ratings, polls, and a rank over those that exist.

Ratings are those of the end of the season, so joined to a game they leak its result. The own ones are the last of
team_ratings_daily; adjusted ratings of a team without a rated game are no more than a belief and are left out here.
`own_srs` compares only teams that are linked by games: where the games fall into several components, each sums to
zero by itself. A team that is not in the last poll has no rank, whatever it had before.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.sides import final_sides
from cbbd_spark.basketball.standard_scores import with_standard_scores
from cbbd_spark.gold import team_ratings_daily
from cbbd_spark.silver import (
    dim_team_seasons,
    fct_games,
    fct_pbp_team_daily_rollup,
    fct_pbp_team_daily_rollup_adj,
    fct_rankings,
    fct_ratings_adjusted,
    fct_ratings_srs,
)
from cbbd_spark.spec.check import Check, in_range
from cbbd_spark.spec.table import Column, Layer, Table

FEWEST_COMPONENTS = 2
# The components of the composite, and under which names they are standardised.
SCORES = {"adj_net_rating": "net_score", "own_adj_net": "own_score", "own_srs": "srs_score"}
OWN = ("adj_off", "adj_def", "adj_net")
# Columns of the rollups of plays, under the names that they have here.
PLAYED = {"pbp_off_eff": "off_eff", "pbp_def_eff": "def_eff", "pbp_net_eff": "net_eff", "pbp_pace": "pace"}
ADJUSTED = {f"pbp_adj_{side}_eff": f"adj_{side}_eff" for side in ("off", "def", "net")}

TABLE = Table(
    layer=Layer.GOLD,
    name="team_power_rankings",
    grain="One row is one Division I team in one season in which it played a final game.",
    key=("team_id", "season"),
    partition=("season",),
    sort=("composite_rank", "team_id"),
    inputs=(fct_games.TABLE, dim_team_seasons.TABLE),
    optional_inputs=(
        fct_ratings_adjusted.TABLE,
        fct_ratings_srs.TABLE,
        fct_rankings.TABLE,
        team_ratings_daily.TABLE,
        fct_pbp_team_daily_rollup.TABLE,
        fct_pbp_team_daily_rollup_adj.TABLE,
    ),
    columns=(
        Column("team_id", "BIGINT", "Team."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Abbreviation, of that season."),
        Column("adj_off_rating", "DOUBLE", "The API's adjusted offence.", "points/100"),
        Column("adj_def_rating", "DOUBLE", "The API's adjusted defence: lower is better.", "points/100"),
        Column("adj_net_rating", "DOUBLE", "The API's offence less defence.", "points/100"),
        Column("ranking_offense", "INT", "The API's rank by offence.", "rank"),
        Column("ranking_defense", "INT", "The API's rank by defence.", "rank"),
        Column("ranking_net", "INT", "The API's rank by the difference.", "rank"),
        Column("srs_rating", "DOUBLE", "The API's SRS.", "points"),
        Column("own_adj_off", "DOUBLE", "Own adjusted offence at the end of the season.", "points/100"),
        Column("own_adj_def", "DOUBLE", "Own adjusted defence: lower is better.", "points/100"),
        Column("own_adj_net", "DOUBLE", "Own adjusted offence less defence.", "points/100"),
        Column("own_srs", "DOUBLE", "Own SRS: least squares over the final games within Division I.", "points"),
        Column("ap_rank", "INT", "Rank in the season's last AP poll; NULL outside it.", "rank"),
        Column("coaches_rank", "INT", "Rank in the season's last coaches' poll; NULL outside it.", "rank"),
        Column("pbp_off_eff", "DOUBLE", "Points per 100 counted possessions.", "points/100"),
        Column("pbp_def_eff", "DOUBLE", "Points allowed per 100 counted possessions.", "points/100"),
        Column("pbp_net_eff", "DOUBLE", "The difference of the two.", "points/100"),
        Column("pbp_adj_off_eff", "DOUBLE", "Opponent-adjusted offence from plays.", "points/100"),
        Column("pbp_adj_def_eff", "DOUBLE", "Opponent-adjusted defence from plays.", "points/100"),
        Column("pbp_adj_net_eff", "DOUBLE", "The difference of the two.", "points/100"),
        Column("pbp_pace", "DOUBLE", "Counted possessions per 40 minutes.", "possessions/40"),
        Column("games_played", "INT", "Final games, preseason apart, against anybody.", "games"),
        Column("composite_score", "DOUBLE", "Mean of the z-scores that exist; NULL with fewer than two.", "deviations"),
        Column("composite_rank", "INT", "1 = best composite_score of the season.", "rank"),
        Column("n_components", "INT", "How many of API net, own adjusted net and own SRS exist."),
    ),
    checks=(
        Check("a_composite_needs_two_components", "(composite_score IS NULL) = (n_components < 2)"),
        Check("a_rank_needs_a_score", "(composite_rank IS NULL) = (composite_score IS NULL)"),
        Check("a_team_has_played", "games_played > 0"),
        in_range("adj_net_rating", -60, 60),
        in_range("own_adj_net", -60, 60),
        in_range("own_srs", -60, 60),
        in_range("ap_rank", 1, 26),
        in_range("coaches_rank", 1, 26),
    ),
)


def build(  # noqa: PLR0917 (as many as there are inputs)
    fct_games: DataFrame,
    dim_team_seasons: DataFrame,
    fct_ratings_adjusted: DataFrame,
    fct_ratings_srs: DataFrame,
    fct_rankings: DataFrame,
    team_ratings_daily: DataFrame,
    fct_pbp_team_daily_rollup: DataFrame,
    fct_pbp_team_daily_rollup_adj: DataFrame,
) -> DataFrame:
    key = ["team_id", "season"]
    division_1 = dim_team_seasons.where("is_division_1").select(*key, "team", "conference")
    played = final_sides(fct_games)
    # Each join is on the key of its right side, so none can multiply rows.
    teams = (
        division_1.join(played.groupBy(*key).agg(F.count(F.lit(1)).alias("games_played")), key, how="inner")
        .join(_adjusted(fct_ratings_adjusted), key, how="left")
        .join(fct_ratings_srs.select(*key, F.col("rating").alias("srs_rating")), key, how="left")
        .join(_own(team_ratings_daily), key, how="left")
        .join(_last_polls(fct_rankings), key, how="left")
        .join(_of_plays(fct_pbp_team_daily_rollup, PLAYED), key, how="left")
        .join(_of_plays(fct_pbp_team_daily_rollup_adj, ADJUSTED), key, how="left")
    )
    scored = with_standard_scores(teams, SCORES, group="season", order="team_id")
    return _with_composite(scored).select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


def _with_composite(scored: DataFrame) -> DataFrame:
    scores = [F.col(score) for score in SCORES.values()]
    total = sum((F.coalesce(score, F.lit(0.0)) for score in scores), F.lit(0.0))
    best_first = Window.partitionBy("season").orderBy(
        F.desc_nulls_last("composite_score"), F.desc_nulls_last("own_adj_net"), "team_id"
    )
    return (
        scored.withColumn("n_components", sum((score.isNotNull().cast("int") for score in scores), F.lit(0)))
        .withColumn(
            "composite_score", F.when(F.col("n_components") >= FEWEST_COMPONENTS, total / F.col("n_components"))
        )
        .withColumn("place", F.row_number().over(best_first))
        .withColumn("composite_rank", F.when(F.col("composite_score").isNotNull(), F.col("place")))
    )


def _adjusted(fct_ratings_adjusted: DataFrame) -> DataFrame:
    return fct_ratings_adjusted.select(
        "team_id",
        "season",
        F.col("offensive_rating").alias("adj_off_rating"),
        F.col("defensive_rating").alias("adj_def_rating"),
        F.col("net_rating").alias("adj_net_rating"),
        "ranking_offense",
        "ranking_defense",
        "ranking_net",
    )


def _own(team_ratings_daily: DataFrame) -> DataFrame:
    """The own ratings after the season's last day; one row a team and season."""
    is_rated = F.col("last.games") > 0
    ratings = F.struct("games", "adj_off", "adj_def", "adj_net", "srs")
    return (
        team_ratings_daily.groupBy("team_id", "season")
        .agg(F.max_by(ratings, "as_of_date").alias("last"))
        .select(
            "team_id",
            "season",
            *(F.when(is_rated, F.col(f"last.{name}")).alias(f"own_{name}") for name in OWN),
            F.col("last.srs").alias("own_srs"),
        )
    )


def _of_plays(rollup: DataFrame, columns: dict[str, str]) -> DataFrame:
    """Of all plays, what stood after the team's last day in the season; one row a team and season."""
    last = F.max_by(F.struct(*(F.col(there).alias(here) for here, there in columns.items())), "game_date")
    return (
        rollup.where(F.col("garbage") == "all")
        .groupBy("team_id", "season")
        .agg(last.alias("last"))
        .select("team_id", "season", *(F.col(f"last.{here}").alias(here) for here in columns))
    )


def _last_polls(fct_rankings: DataFrame) -> DataFrame:
    """Ranks in the last poll of each kind: by phase (preseason, regular, postseason), then by week."""
    phase = F.when(F.col("season_type") == "preseason", 0).when(F.col("season_type") == "regular", 1).otherwise(2)
    name = F.lower("poll_type")
    kind = F.when(name.startswith("ap"), "ap").when(name.contains("coaches"), "coaches")
    last_first = Window.partitionBy("season", "kind").orderBy(F.desc("phase"), F.desc("week"))
    return (
        fct_rankings.withColumns({"phase": phase, "kind": kind})
        .where(F.col("kind").isNotNull())
        .withColumn("from_last", F.dense_rank().over(last_first))
        .where(F.col("from_last") == 1)
        .groupBy("team_id", "season")
        .agg(
            F.min(F.when(F.col("kind") == "ap", F.col("ranking"))).alias("ap_rank"),
            F.min(F.when(F.col("kind") == "coaches", F.col("ranking"))).alias("coaches_rank"),
        )
    )

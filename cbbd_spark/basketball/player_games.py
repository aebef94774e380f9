"""Players' rows of the games that count, with what their teams did in them."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.basketball.sides import final_sides

# Counts, by their names in the box.
COUNTS = {
    "minutes": "minutes",
    "points": "points",
    "rebounds": "rebounds_total",
    "offensive_rebounds": "rebounds_offensive",
    "defensive_rebounds": "rebounds_defensive",
    "assists": "assists",
    "steals": "steals",
    "blocks": "blocks",
    "turnovers": "turnovers",
    "fouls": "fouls",
    "fgm": "field_goals_made",
    "fga": "field_goals_attempted",
    "fg3m": "three_point_field_goals_made",
    "fg3a": "three_point_field_goals_attempted",
    "ftm": "free_throws_made",
    "fta": "free_throws_attempted",
}
# With fewer minutes a player's rates say little.
SMALL_SAMPLE_MINUTES = 100
# What usage needs, of the player and of his team, over the games that have all of it.
_USAGE = ("fga", "fta", "tov", "minutes", "team_fga", "team_fta", "team_tov", "game_minutes")
USAGE_COUNTS = tuple(f"usage_{name}" for name in _USAGE)


def player_games(games: DataFrame, players: DataFrame, also: Mapping[str, str] | None = None) -> DataFrame:
    """The rows of `players` (fct_game_players) in final games of a known team, with COUNTS and the game's side.

    `has_played` says that there are minutes to his name. `also` are more columns of the box, by the names wanted.
    """
    return players.select(
        "season",
        "game_id",
        "team_id",
        "athlete_source_id",
        F.col("name").alias("box_name"),
        F.nullif("position", F.lit("")).alias("box_position"),
        "is_starter",
        F.coalesce(F.col("minutes") > 0, F.lit(False)).alias("has_played"),
        *(F.col(source).alias(name) for name, source in (COUNTS | dict(also or {})).items()),
        # A side is one row, so the join cannot multiply rows.
    ).join(final_sides(games).withColumnRenamed("points", "team_points"), ["season", "game_id", "team_id"], how="inner")


def with_usage_counts(rows: DataFrame, boxes: DataFrame) -> DataFrame:
    """Adds what the team did, out of `boxes` (fct_game_teams), and USAGE_COUNTS: NULL where one of them is missing."""
    team = boxes.select(
        "season",
        "game_id",
        "team_id",
        "game_minutes",
        F.col("field_goals_attempted").alias("team_fga"),
        F.col("free_throws_attempted").alias("team_fta"),
        F.col("turnovers_total").alias("team_tov"),
        F.col("rebounds_total").alias("team_reb"),
        F.col("assists").alias("team_ast"),
    )
    # A team has one box in a game, so the join cannot multiply rows.
    with_team = rows.join(team, ["season", "game_id", "team_id"], how="left").withColumn("tov", F.col("turnovers"))
    has_all = F.col("has_played")
    for name in _USAGE:
        has_all = has_all & F.col(name).isNotNull()
    return with_team.withColumns({f"usage_{name}": F.when(has_all, F.col(name)) for name in _USAGE})


def usage_rate(counts: Mapping[str, Column]) -> Column:
    """The usage rate of USAGE_COUNTS, of one game or summed over games."""
    return four_factors.usage_rate(**{name: counts[f"usage_{name}"] for name in _USAGE})


def game_score(counts: Mapping[str, Column]) -> Column:
    """One number for a player's game, on the scale of points, of counts named as in COUNTS (Hollinger)."""
    c = counts
    tenths = (
        10 * c["points"]
        + 4 * c["fgm"]
        - 7 * c["fga"]
        - 4 * (c["fta"] - c["ftm"])
        + 7 * c["offensive_rebounds"]
        + 3 * c["defensive_rebounds"]
        + 10 * c["steals"]
        + 7 * c["assists"]
        + 7 * c["blocks"]
        - 4 * c["fouls"]
        - 10 * c["turnovers"]
    )
    # Weights are whole tenths, so that the sum is exact.
    return ratio(tenths, F.lit(10))


def one_row_a_player(rows: DataFrame, player: str) -> DataFrame:
    """`rows` with one row per game and `player`, of one whom the feed lists for both teams.

    The row with most minutes stays, then the one with most points, of the lower team id, of the greater id in the feed.
    """
    counts = (F.coalesce(name, F.lit(-1)) for name in ("minutes", "points"))
    worst_first = Window.partitionBy("game_id", player).orderBy(*counts, F.desc("team_id"), "athlete_source_id")
    # Not max_by of whole rows, which has them sorted on both sides of the shuffle.
    is_best = F.lead("game_id").over(worst_first).isNull()
    return rows.withColumn("_is_best", is_best).where("_is_best").drop("_is_best")

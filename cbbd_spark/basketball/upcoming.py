"""Games that are not played yet, and what is known on their eve."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.rest import rest_days
from cbbd_spark.basketball.sides import sides

_OVER_OR_OFF = ("final", "postponed", "cancelled")


def is_upcoming() -> Column:
    """The game is neither over nor called off; one in progress is upcoming too."""
    return F.coalesce(~F.col("status").isin(*_OVER_OR_OFF), F.lit(False))


def of_seasons_with_upcoming(games: DataFrame) -> DataFrame:
    """The games of the seasons in which one is to come: history is not looked through for games that are over."""
    seasons = games.where(is_upcoming()).select("season").distinct()
    return games.join(seasons, "season", how="left_semi")


def upcoming_sides(games: DataFrame) -> DataFrame:
    """Both sides of each game to come of which both teams are known.

    Adds `is_overdue`: a final game of the season was played on a later day. `scheduled_rest_days` are those since the
    team's game before, played or to come. `known_to` is the last day before the game's with a final game of the season.
    """
    by_team = Window.partitionBy("season", "team_id")
    day = F.unix_date("game_date")
    counts = F.col("is_final") | is_upcoming()
    earlier_days = by_team.orderBy(day).rangeBetween(Window.unboundedPreceding, -1)
    last_day = F.max(F.when(counts, F.col("game_date"))).over(earlier_days)
    by_season, final_day = Window.partitionBy("season"), F.when(F.col("is_final"), F.col("game_date"))
    last_final = F.max(final_day).over(by_season)
    known_to = F.max(final_day).over(by_season.orderBy(day).rangeBetween(Window.unboundedPreceding, -1))
    return (
        sides(games)
        .where(F.col("team_id").isNotNull())
        .withColumns(
            {
                "scheduled_rest_days": rest_days(F.col("game_date"), last_day),
                "is_overdue": F.coalesce(F.col("game_date") < last_final, F.lit(False)),
                "known_to": known_to,
            }
        )
        .where(is_upcoming() & F.col("opponent_id").isNotNull())
    )


def facing(rows: DataFrame, names: Sequence[str]) -> DataFrame:
    """Adds `opp_<name>` for each of `names`: the value in the other row of the game."""
    both = F.collect_list(F.struct("team_id", *names)).over(Window.partitionBy("game_id"))
    other = F.get(F.filter(both, lambda side: side["team_id"] == F.col("opponent_id")), F.lit(0))
    return (
        rows.withColumn("_other", other)
        .withColumns({f"opp_{name}": F.col("_other")[name] for name in names})
        .drop("_other")
    )


def on_the_eve(ahead: DataFrame, daily: DataFrame, names: Sequence[str]) -> DataFrame:
    """(game_id, team_id, as_of_date, *names): the newest row of `daily` from before the game's day, in its season.

    `daily` has a row per team and `as_of_date`. Teams without such a row are not there.
    """
    dated = daily.select("season", "team_id", "as_of_date", *names)
    # A game is joined to each day before it, of which the newest is kept: a row for each game and team.
    return (
        ahead.select("game_id", "season", "team_id", "game_date")
        .join(dated, ["season", "team_id"], how="inner")
        .where(F.col("as_of_date") < F.col("game_date"))
        .groupBy("game_id", "team_id")
        .agg(F.max_by(F.struct("as_of_date", *names), "as_of_date").alias("newest"))
        .select("game_id", "team_id", "newest.*")
    )

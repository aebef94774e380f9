"""A season that is over has as many rows as a season beside it, within a fifth.

Only such seasons are compared: their last final game lies at least 60 days before the newest final game of all, so
the newest season never is one. A neighbour of like size is enough, so that it is the odd season which breaks the rule
(2021, cut short, does) and not those beside it. A table's season without a row was not asked for.
"""

from functools import reduce

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_game_players as fct_game_players_table
from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="seasons_are_of_like_size",
    says="A season that is over has as many rows as a season beside it, within a fifth.",
    key=("fact", "season"),
    inputs=(
        fct_games_table.TABLE,
        fct_game_teams_table.TABLE,
        fct_game_players_table.TABLE,
        fct_plays_table.TABLE,
    ),
    # A season is compared with those beside it, which have not moved.
    takes_all=True,
)

_OVER_AFTER_DAYS = 60
_WITHIN_ONE_IN = 5


def judged(
    fct_games: DataFrame, fct_game_teams: DataFrame, fct_game_players: DataFrame, fct_plays: DataFrame
) -> DataFrame:
    # Games to come are in the table months ahead: only final ones count.
    finals = fct_games.where(F.col("status") == "final")
    facts = (finals, fct_game_teams, fct_game_players, fct_plays)
    counted = reduce(DataFrame.unionByName, map(_counted, (table.name for table in AUDIT.inputs), facts))
    # One row per season on the right: the join multiplies nothing.
    both = counted.join(_over(finals), "season", how="left").withColumn("is_over", F.coalesce("is_over", F.lit(False)))
    in_order = Window.partitionBy("fact", "is_over").orderBy("season")
    before = F.when(F.lag("season").over(in_order) == F.col("season") - 1, F.lag("n_rows").over(in_order))
    after = F.when(F.lead("season").over(in_order) == F.col("season") + 1, F.lead("n_rows").over(in_order))
    beside = both.withColumns({"n_rows_before": before, "n_rows_after": after})
    # The greater of two booleans is whether one of them is TRUE; NULL only where both are.
    holds = F.when(F.col("is_over"), F.greatest(_is_like("n_rows_before"), _is_like("n_rows_after")))
    return beside.select("fact", "season", holds.alias("holds"), "n_rows", "n_rows_before", "n_rows_after")


def _counted(name: str, fact: DataFrame) -> DataFrame:
    return fact.groupBy("season").agg(F.count("*").alias("n_rows")).withColumn("fact", F.lit(name))


def _over(finals: DataFrame) -> DataFrame:
    ends = finals.groupBy("season").agg(F.max("game_date").alias("last"))
    # A single row on the right.
    newest = ends.agg(F.max("last").alias("newest"))
    since = F.datediff("newest", "last")
    return ends.crossJoin(newest).select("season", (since >= _OVER_AFTER_DAYS).alias("is_over"))


def _is_like(other: str) -> SparkColumn:
    return _WITHIN_ONE_IN * F.abs(F.col("n_rows") - F.col(other)) <= F.col(other)

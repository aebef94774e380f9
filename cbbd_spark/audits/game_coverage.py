"""Which final games another table tells of."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.sides import counts, is_final

GAME = ("game_id",)


def beside_final_games(fct_games: DataFrame, facts: DataFrame, counted: str, expected: int) -> DataFrame:
    """A row per final game: GAME, `season`, `holds` and `n_found`, how many values of `counted` it has in `facts`.

    It holds with `expected` of them. In a season of which `facts` has no row at all nobody asked, or the API does not
    go back so far: its games cannot be judged. Preseason games count nowhere.
    """
    counting = counts()
    games = fct_games.where(is_final() & counting).select("game_id", "season")
    found = facts.groupBy("game_id").agg(F.count_distinct(counted).cast("int").alias("n_found"))
    seasons = facts.select("season", F.lit(True).alias("is_asked")).distinct()
    # One row per game, and one per season, on the right: the joins multiply nothing.
    both = games.join(found, "game_id", how="left").join(seasons, "season", how="left")
    n_found = F.coalesce("n_found", F.lit(0))
    holds = F.when(F.col("is_asked"), n_found == expected)
    return both.select("game_id", "season", holds.alias("holds"), n_found.alias("n_found"))

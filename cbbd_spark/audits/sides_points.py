"""The final score of each side, beside the points that another table has for it."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.sides import final_sides

SIDE = ("game_id", "team_id")


def beside_final_score(fct_games: DataFrame, found: DataFrame) -> DataFrame:
    """A row per side of a final game: SIDE, `season`, `holds`, `points` and the column that `found` has beside SIDE.

    `found` has one row per SIDE. A side that it lacks cannot be judged: that a game is missing is another rule's.
    """
    (name,) = (name for name in found.columns if name not in SIDE)
    # One row per side on the right: the join multiplies nothing.
    both = final_sides(fct_games).join(found, list(SIDE), how="left")
    return both.select(*SIDE, "season", (F.col("points") == F.col(name)).alias("holds"), "points", name)

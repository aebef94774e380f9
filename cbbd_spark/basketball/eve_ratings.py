"""Daily ratings as they stood on the eve of a day, with ranks and means over all teams that were rated by then."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import ratio


def on_each_eve(ratings: DataFrame, eves: DataFrame, day: str) -> DataFrame:
    """One row per season and `day` of `eves`, and team with a net rating by then: its last row from before that day.

    `ratings` has season, team_id, as_of_date, adj_net and adj_tempo; what else it has comes along. Adds `net_rank`
    (1 = best adj_net; ties by team_id), `rated_teams` and `mean_adj_tempo`, of that eve.
    """
    everybody = Window.partitionBy("season", day)
    # Summed as decimals: a sum of doubles depends on their order.
    tempo = F.col("adj_tempo").cast("DECIMAL(24, 12)")
    return (
        ratings.select("season", "team_id", "as_of_date", F.struct(*ratings.columns).alias("row"))
        # A team's rows stand here once for each later eve of the season; of each, only the last one stays.
        .join(F.broadcast(eves.select("season", day).distinct()), "season", how="inner")
        .where(F.col("as_of_date") < F.col(day))
        .groupBy("season", day, "team_id")
        .agg(F.max_by("row", "as_of_date").alias("row"))
        .select(day, "row.*")
        .where(F.col("adj_net").isNotNull())
        .withColumns(
            {
                "net_rank": F.row_number().over(everybody.orderBy(F.desc("adj_net"), F.asc("team_id"))),
                "rated_teams": F.count(F.lit(1)).over(everybody),
                "mean_adj_tempo": ratio(F.sum(tempo).over(everybody), F.count(tempo).over(everybody)),
            }
        )
    )

"""One row is one team's Elo in one season, as fetched on one day: the last answer of that day.

A day without a row is a day on which nothing was fetched or nothing in the answer was new. Rows of a day do not
change once the day is over. A capture tells what the API said that day, of games up to then.
"""

from pyspark.sql import DataFrame

from cbbd_spark.silver import fct_ratings_elo
from cbbd_spark.silver.team_rating import captured, daily_captures

TABLE = daily_captures(fct_ratings_elo.TABLE)


def build(ratings_elo: DataFrame) -> DataFrame:
    return captured(fct_ratings_elo.build(ratings_elo), TABLE)

"""One row is one team's simple rating in one season, as fetched on one day: the last answer of that day.

A day without a row is a day on which nothing was fetched or nothing in the answer was new. Rows of a day do not
change once the day is over. A capture tells what the API said that day, of games up to then.
"""

from pyspark.sql import DataFrame

from cbbd_spark.silver import fct_ratings_srs
from cbbd_spark.silver.team_rating import captured, daily_captures

TABLE = daily_captures(fct_ratings_srs.TABLE)


def build(ratings_srs: DataFrame) -> DataFrame:
    return captured(fct_ratings_srs.build(ratings_srs), TABLE)

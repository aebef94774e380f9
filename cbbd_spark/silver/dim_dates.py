"""One row is one day of a season, with or without games, from the first season that has games to the last.

`season` is that of the calendar, 1 July to 30 June; a fact's season is its own. `week_of_season` counts from July
and is not the week of a poll.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.calendar import season_of
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.spec.check import in_range
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="dim_dates",
    grain="One row is one day of a season that has games, with or without games.",
    key=("game_date",),
    partition=("season",),
    sort=("game_date",),
    inputs=(fct_games_table.TABLE,),
    columns=(
        Column("game_date", "DATE", "The day, as in a game's `game_date`."),
        Column("season", "INT", "The season that the day falls in, 1 July to 30 June, named by the year of its end."),
        Column("day_of_season", "INT", "1 on the first of July.", "days"),
        Column("week_of_season", "INT", "Weeks from Monday to Sunday; week 1 is the one with the first of July."),
        Column("year", "INT", "Year of the calendar."),
        Column("month", "INT", "Month of the calendar, 1 to 12."),
        Column("month_name", "STRING", "Month in English, as in November."),
        Column("day_of_month", "INT", "Day within the month, 1 to 31."),
        Column("day_of_week", "INT", "1 is Monday, 7 is Sunday."),
        Column("day_name", "STRING", "Day of the week in English, as in Saturday."),
        Column("is_weekend", "BOOLEAN", "Saturday or Sunday."),
    ),
    checks=(in_range("week_of_season", 1, 54),),
)

_MONDAY_FIRST = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def build(fct_games: DataFrame) -> DataFrame:
    # A season that cannot be would bring days by the million.
    seasons = fct_games.where("season BETWEEN 1892 AND 2200").agg(
        F.min("season").alias("first"), F.max("season").alias("last")
    )
    july_first = F.make_date(F.col("first") - 1, F.lit(7), F.lit(1))
    june_last = F.make_date(F.col("last"), F.lit(6), F.lit(30))
    day = F.col("game_date")
    season = season_of(day)
    start = F.make_date(season - 1, F.lit(7), F.lit(1))
    # Monday is 0 in Spark's weekday.
    first_monday = F.date_sub(start, F.weekday(start))
    weekday = F.weekday(day)
    return seasons.select(F.explode(F.sequence(july_first, june_last)).alias("game_date")).select(
        "game_date",
        season.alias("season"),
        (F.datediff(day, start) + 1).alias("day_of_season"),
        (F.floor(F.datediff(day, first_monday) / 7) + 1).cast("int").alias("week_of_season"),
        F.year(day).alias("year"),
        F.month(day).alias("month"),
        F.element_at(F.array(*map(F.lit, _MONTHS)), F.month(day)).alias("month_name"),
        F.dayofmonth(day).alias("day_of_month"),
        (weekday + 1).alias("day_of_week"),
        F.element_at(F.array(*map(F.lit, _MONDAY_FIRST)), weekday + 1).alias("day_name"),
        (weekday >= 5).alias("is_weekend"),
    )

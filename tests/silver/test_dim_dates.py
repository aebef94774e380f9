from __future__ import annotations

from datetime import date

from pyspark.sql import SparkSession

from cbbd_spark.silver import dim_dates, fct_games
from tests.frames import rows


def test_days_run_from_the_first_season_with_games_to_the_last(spark: SparkSession) -> None:
    games = rows(spark, fct_games.TABLE, [{"season": 2023}, {"season": 2025}, {"season": 20242025}, {"season": -1}])
    days = {row.game_date: row for row in dim_dates.build(games).collect()}
    assert (min(days), max(days), len(days)) == (date(2022, 7, 1), date(2025, 6, 30), 3 * 365 + 1)
    assert (days[date(2024, 6, 30)].season, days[date(2024, 7, 1)].season) == (2024, 2025)
    leap = days[date(2024, 2, 29)]
    assert (leap.day_name, leap.day_of_week, leap.is_weekend, leap.month_name) == ("Thursday", 4, False, "February")
    sunday = days[date(2025, 1, 5)]
    assert (sunday.day_name, sunday.day_of_week, sunday.is_weekend) == ("Sunday", 7, True)
    # 1 July 2024 is a Monday, 1 July 2023 a Saturday: its week is the first all the same.
    assert [days[date(2024, 7, d)].week_of_season for d in (1, 7, 8)] == [1, 1, 2]
    assert [days[date(2023, 7, d)].week_of_season for d in (1, 2, 3)] == [1, 1, 2]
    assert [days[date(2023, 7, 1)].day_of_season, days[date(2024, 6, 30)].day_of_season] == [1, 366]


def test_without_games_there_are_no_days(spark: SparkSession) -> None:
    assert dim_dates.build(rows(spark, fct_games.TABLE, [])).collect() == []

"""An odd season is found by those beside it, and the one that is being played is left alone."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.audits import seasons_are_of_like_size
from tests.audits.judging import judge
from tests.gold.building import game, silver


def season(year: int, n_games: int, last_day: str = "03-01") -> list[dict[str, Any]]:
    return [game(1000 * year + n, f"{year}-{last_day}", 1, 2, (70, 60), season=year) for n in range(n_games)]


def test_a_season_is_compared_with_complete_ones_beside_it(spark: SparkSession) -> None:
    games = [
        *season(2015, 4),  # nobody beside it
        *season(2019, 10),
        *season(2020, 8),  # a fifth less than 2019, just within
        *season(2021, 5),
        *season(2022, 10),
        *season(2023, 10),
        *season(2024, 3),  # 59 days before the newest game: not over
        game(1, "2024-04-29", 1, 2, (70, 60), season=2025),
        game(2, "2025-04-29", 1, 2, season=2025),  # to come: does not make 2024 a season that is over
    ]
    inputs = {table.name: silver(spark, table, []) for table in seasons_are_of_like_size.AUDIT.inputs}
    inputs["fct_games"] = silver(spark, seasons_are_of_like_size.AUDIT.inputs[0], games)
    boxes = [
        {"game_id": n, "team_id": 1, "season": year} for year, rows in ((2022, 4), (2023, 10)) for n in range(rows)
    ]
    inputs["fct_game_teams"] = silver(spark, seasons_are_of_like_size.AUDIT.inputs[1], boxes)
    found = {(row.fact, row.season): row.holds for row in judge(seasons_are_of_like_size, inputs).collect()}
    of_games = {year: holds for (fact, year), holds in found.items() if fact == "fct_games"}
    # 2020 is like 2019: one season beside it is enough.
    assert of_games == {
        2015: None,
        2019: False,
        2020: True,
        2021: False,
        2022: True,
        2023: True,
        2024: None,
        2025: None,
    }
    assert found["fct_game_teams", 2022] is False
    assert ("fct_plays", 2022) not in found

"""After a run a rule judges the games that moved, if it judges games by themselves, and else the seasons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline import audit_step
from cbbd_spark.pipeline.audit_step import judge_run
from cbbd_spark.silver import fct_games
from tests.frames import rows

pytestmark = pytest.mark.spark
TABLE = fct_games.TABLE


@pytest.fixture(autouse=True)
def games(spark: SparkSession) -> Iterator[None]:
    create_databases(spark)
    ensure(spark, TABLE)
    final = {"status": "final", "season": 2025, "season_type": "regular", "home_team_id": 1, "away_team_id": 2}
    told = [{**final, "game_id": game, "home_points": 0, "away_points": 0} for game in (1, 2, 3)]
    told += [{**final, "game_id": 4, "home_points": 70, "away_points": 60}]
    told += [{**final, "game_id": 5, "season": 2024, "home_points": 0, "away_points": 0}]
    told = [{**one, "game_date": f"2025-01-0{one['game_id']}"} for one in told]
    rows(spark, TABLE, told).writeTo(TABLE.full_name).append()
    yield
    spark.sql(f"DROP TABLE {TABLE.full_name} PURGE")


def judged(spark: SparkSession, outcome: Outcome) -> dict[str, tuple[int, int]]:
    said = judge_run(spark, {TABLE.step: (TABLE, outcome)}, "run", 1)
    return {each.check: (each.checked, each.broken) for one in said for each in one.results}


def test_games_that_moved_are_judged_and_seasons_where_games_are_not_by_themselves(spark: SparkSession) -> None:
    found = judged(spark, Outcome(seasons=(2025,), games=frozenset({2, 4})))
    assert found["final_games_have_points"] == (2, 1)
    assert found["no_game_is_there_twice"] == (4, 0)
    assert judged(spark, Outcome(seasons=(2025,), games=frozenset()))["final_games_have_points"] == (0, 0)


def test_without_games_or_with_too_many_all_of_the_season_is(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judged(spark, Outcome(seasons=(2025,)))["final_games_have_points"] == (4, 3)
    monkeypatch.setattr(audit_step, "MOST_UNITS", 1)
    found = judged(spark, Outcome(seasons=(2025,), games=frozenset({2, 4})))
    assert found["final_games_have_points"] == (4, 3)

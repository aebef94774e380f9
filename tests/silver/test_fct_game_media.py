from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.silver import fct_game_media
from cbbd_spark.sources.cbbd import games_media
from tests.frames import bronze
from tests.silver.typical import newest

EARLY, LATE = "2025-02-01T12:00:00Z", "2025-03-01T12:00:00Z"
ESPN2, STREAM = ("tv", "ESPN2"), ("web", "ESPN3")


def answer(spark: SparkSession, *games: tuple[int, list[tuple[str, str]]], at: str = EARLY) -> DataFrame:
    records: list[dict[str, Any]] = [
        {
            "gameId": game_id,
            "season": 2025,
            "startDate": "2025-01-05T00:30:00.000Z",
            "homeTeamId": 2,
            "awayTeamId": -1,
            "broadcasts": [{"broadcastType": kind, "broadcastName": name} for kind, name in shown],
        }
        for game_id, shown in games
    ]
    return bronze(spark, games_media.ENDPOINT, records, fetched_at=at)


def shown(frame: DataFrame) -> list[tuple[int, str, str]]:
    rows = newest(fct_game_media.build(frame), fct_game_media.TABLE)
    return [(row.game_id, row.broadcast_type, row.broadcast_name) for row in rows]


def test_each_broadcast_of_a_game_is_a_row_and_a_game_that_nobody_shows_has_none(spark: SparkSession) -> None:
    assert shown(answer(spark, (1, [ESPN2, STREAM]), (2, []))) == [(1, *ESPN2), (1, *STREAM)]


def test_a_broadcast_that_a_newer_answer_does_not_name_was_taken_off(spark: SparkSession) -> None:
    old = answer(spark, (1, [("tv", "TBD")]), (2, [ESPN2]), (3, [ESPN2]))
    new = answer(spark, (1, [ESPN2]), (2, []), at=LATE)
    assert shown(new.unionByName(old)) == [(1, *ESPN2), (3, *ESPN2)]


def test_a_broadcast_is_as_old_as_the_first_answer_that_named_it(spark: SparkSession) -> None:
    old, new = answer(spark, (1, [ESPN2])), answer(spark, (1, [ESPN2, STREAM]), at=LATE)
    found = newest(fct_game_media.build(new.unionByName(old)), fct_game_media.TABLE)
    assert [(row.broadcast_type, str(row["_observed_at"])[:10]) for row in found] == [
        ("tv", "2025-02-01"),
        ("web", "2025-03-01"),
    ]


def test_a_broadcast_knows_its_game(spark: SparkSession) -> None:
    row = fct_game_media.build(answer(spark, (1, [ESPN2]))).first()
    assert row is not None
    assert (row.season, str(row.game_date), row.home_team_id, row.away_team_id) == (2025, "2025-01-04", 2, None)

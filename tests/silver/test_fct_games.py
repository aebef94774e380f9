from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_game_periods, fct_games
from cbbd_spark.sources.cbbd import games
from tests.frames import bronze
from tests.records import game


def built(spark: SparkSession, *records: dict[str, Any]) -> dict[int, Any]:
    return {row.game_id: row for row in fct_games.build(bronze(spark, games.ENDPOINT, records)).collect()}


def test_points_and_winner_of_an_unplayed_game_are_null(spark: SparkSession) -> None:
    statuses = ("scheduled", "in_progress", "postponed", "cancelled")
    by_id = built(spark, *(game(i, status=status, homePoints=0, awayPoints=0) for i, status in enumerate(statuses)))
    assert {(row.home_points, row.away_points, row.winner_team_id) for row in by_id.values()} == {(None, None, None)}


def test_a_final_game_keeps_even_a_lone_zero(spark: SparkSession) -> None:
    row = built(spark, game(1, homePoints=0, awayPoints=81))[1]
    assert (row.home_points, row.away_points, row.winner_team_id) == (0, 81, 2)


def test_the_day_turns_at_four_in_the_morning_eastern(spark: SparkSession) -> None:
    by_id = built(
        spark,
        game(1, startDate="2025-01-05T00:00:00.000Z"),
        game(2, startDate="2025-01-05T08:59:59.000Z"),
        game(3, startDate="2025-01-05T09:00:00.000Z"),
    )
    assert [str(by_id[i].game_date) for i in (1, 2, 3)] == ["2025-01-04", "2025-01-04", "2025-01-05"]


def test_a_team_that_is_not_known_yet_is_null_and_not_minus_one(spark: SparkSession) -> None:
    row = built(spark, game(1, status="scheduled", homeTeamId=-1, homeTeam="", attendance=0))[1]
    assert (row.home_team_id, row.home_team, row.attendance) == (None, None, None)


def test_a_number_that_cannot_be_does_not_stop_the_table(spark: SparkSession) -> None:
    row = built(spark, game(1, attendance=9_000_000_000, homeSeed=-(2**40)))[1]
    assert (row.attendance, row.home_seed) == (None, None)


def test_phases(spark: SparkSession) -> None:
    one_conference = {"homeConferenceId": 5, "awayConferenceId": 5, "conferenceGame": True}
    march = {"startDate": "2025-03-12T18:00:00.000Z"}
    by_id = built(
        spark,
        game(1, seasonType="preseason"),
        game(2, conferenceGame=None),
        game(3, **one_conference),
        game(4, gameType="TRNMNT", **one_conference, **march),
        game(5, gameType="TRNMNT", homeConferenceId=5, awayConferenceId=6),
        game(6, gameType="TRNMNT", seasonType="postseason", tournament="NCAA", **one_conference, **march),
        game(7, gameType="TRNMNT", seasonType="postseason", tournament="NIT", **march),
        game(8, seasonType="postseason", tournament=None, **march),
    )
    assert [by_id[i].phase for i in range(1, 9)] == [
        "preseason",
        "non_conference",
        "conference",
        "conference_tournament",
        "non_conference",
        "ncaa",
        "other_postseason",
        "other_postseason",
    ]


def test_a_conference_tournament_of_a_season_without_types_is_told_by_its_headline(spark: SparkSession) -> None:
    one_conference = {"homeConferenceId": 5, "awayConferenceId": 5, "conferenceGame": True, "gameType": None}
    headline = {"gameNotes": "New York Life ACC Tournament - Final"}
    by_id = built(
        spark,
        game(1, **one_conference, **headline, startDate="2012-03-11T17:00:00.000Z"),
        game(2, **one_conference, gameNotes="Rivalry Week", startDate="2012-03-03T17:00:00.000Z"),
        game(3, **one_conference, **headline, startDate="2012-02-03T17:00:00.000Z"),
        # 29 February in Eastern time, and March in UTC; the other way round 21 February, and the 22nd.
        game(4, **one_conference, **headline, startDate="2012-03-01T02:00:00.000Z"),
        game(5, **one_conference, **headline, startDate="2012-02-22T02:00:00.000Z"),
    )
    told = ["conference_tournament", "conference", "conference", "conference_tournament", "conference"]
    assert [by_id[number].phase for number in range(1, 6)] == told


def test_periods_come_from_final_games_only(spark: SparkSession) -> None:
    played = game(1, homePeriodPoints=[30, 35, 5], awayPeriodPoints=[32, 33, 0])
    without = game(2, homePeriodPoints=[], awayPeriodPoints=None)
    running = game(3, status="in_progress", homePeriodPoints=[12], awayPeriodPoints=[9])
    frame = bronze(spark, games.ENDPOINT, [played, without, running])
    found = fct_game_periods.build(frame).select("game_id", "team_id", "period", "is_home", "points").collect()
    assert sorted(tuple(row) for row in found) == [
        (1, 1, 1, True, 30),
        (1, 1, 2, True, 35),
        (1, 1, 3, True, 5),
        (1, 2, 1, False, 32),
        (1, 2, 2, False, 33),
        (1, 2, 3, False, 0),
    ]
    assert {row.game_id: row.periods for row in fct_games.build(frame).collect()} == {1: 3, 2: None, 3: None}

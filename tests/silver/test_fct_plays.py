from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.silver import dim_play_types, fct_plays
from cbbd_spark.sources.cbbd import plays_date, plays_game, plays_player, plays_team, plays_tournament, plays_types
from tests.frames import bronze


def play(play_id: int, **more: Any) -> dict[str, Any]:
    return {
        "id": play_id,
        "gameId": 7,
        "season": 2025,
        "gameStartDate": "2025-01-05T00:00:00.000Z",
        "playType": "JumpShot",
        "period": 1,
        "clock": "12:34",
        "secondsRemaining": 754,
        "participants": [],
        "onFloor": [],
        "shotInfo": None,
    } | more


def by_date(spark: SparkSession, *records: dict[str, Any]) -> DataFrame:
    """The table where only days were asked for."""
    days = bronze(spark, plays_date.ENDPOINT, records)
    nothing = days.limit(0)
    return fct_plays.build(days, nothing, nothing, nothing, nothing)


def built(spark: SparkSession, *records: dict[str, Any]) -> dict[int, Any]:
    return {row.play_id: row for row in by_date(spark, *records).collect()}


def people(*ids: int | None) -> list[dict[str, Any]]:
    return [{"name": f"Player {number}", "id": number} for number in ids]


def test_an_empty_on_floor_is_an_empty_array_not_null(spark: SparkSession) -> None:
    row = built(spark, play(1))[1]
    assert (row.on_floor, row.participants) == ([], [])
    assert (row.on_floor_player_1, row.participant_id_1) == (None, None)


def test_the_order_of_people_says_nothing_so_they_are_sorted(spark: SparkSession) -> None:
    by_id = built(
        spark,
        play(1, onFloor=people(*range(20, 10, -1)), participants=people(19, 12)),
        play(2, onFloor=people(*range(11, 21)), participants=people(12, 19)),
    )
    assert by_id[1].on_floor == list(range(11, 21)) == by_id[2].on_floor
    assert by_id[1].participants == [12, 19] == by_id[2].participants
    assert (by_id[1].on_floor_player_1, by_id[1].on_floor_player_10) == (11, 20)
    assert (by_id[1].participant_id_1, by_id[1].participant_id_2) == (12, 19)


def test_more_or_fewer_than_ten_on_the_floor_are_kept(spark: SparkSession) -> None:
    by_id = built(spark, play(1, onFloor=people(*range(14))), play(2, onFloor=people(3)))
    assert (len(by_id[1].on_floor), by_id[1].on_floor_player_10) == (14, 9)
    assert (by_id[2].on_floor_player_1, by_id[2].on_floor_player_2) == (3, None)


def test_a_participant_without_an_id_is_not_among_the_ids(spark: SparkSession) -> None:
    by_id = built(spark, play(1, participants=people(None, 5)), play(2, participants=people(None, None)))
    assert (by_id[1].participants, by_id[1].participant_id_1) == ([5], 5)
    assert (by_id[2].participants, by_id[2].participant_id_1) == ([], None)


def test_one_whom_the_feed_names_twice_stands_there_twice(spark: SparkSession) -> None:
    row = built(spark, play(1, participants=people(5, None, 5), onFloor=people(7, 3, 7)))[1]
    assert (row.participants, row.participant_id_1, row.participant_id_2) == ([5, 5], 5, 5)
    assert row.on_floor == [3, 7, 7]


def test_a_missed_free_throw_is_called_made_and_was_not(spark: SparkSession) -> None:
    shot = {"shooter": {"name": "A", "id": 5}, "made": False, "range": "free_throw", "assisted": False}
    row = built(spark, play(1, playType="MadeFreeThrow", scoreValue=1, shotInfo=shot))[1]
    assert (row.play_type, row.play_type_canonical, row.is_shot_made) == ("MadeFreeThrow", "free_throw", False)
    assert (row.shot_range, row.score_value, row.shooter_id) == ("free_throw", 1, 5)


def test_a_shot_without_an_assist_or_a_place_holds_nulls_inside(spark: SparkSession) -> None:
    nothing = {"name": None, "id": None}
    shot = {"shooter": {"name": "A", "id": None}, "made": True, "range": "jumper", "assisted": False}
    row = built(spark, play(1, shotInfo=shot | {"assistedBy": nothing, "location": {"x": None, "y": None}}))[1]
    assert (row.shooter_id, row.shooter_name, row.assisted_by_id, row.shot_location_x) == (None, "A", None, None)
    assert row.is_shot_assisted is False


def test_a_stoppage_has_no_team_and_no_shot(spark: SparkSession) -> None:
    row = built(spark, play(1, playType="OfficialTVTimeOut", teamId=None))[1]
    assert (row.team_id, row.is_shot_made, row.shot_range, row.play_type_canonical) == (None, None, None, "timeout_tv")


def test_a_play_of_a_game_at_midnight_is_the_same_row_in_both_days(spark: SparkSession) -> None:
    assert by_date(spark, play(1), play(1)).distinct().count() == 1


def test_a_play_is_taken_from_whichever_endpoint_has_it(spark: SparkSession) -> None:
    ways = (plays_date, plays_game, plays_team, plays_player, plays_tournament)
    answers = (bronze(spark, way.ENDPOINT, [play(number)]) for number, way in enumerate(ways, 1))
    found = fct_plays.build(*answers).collect()
    assert sorted(row.play_id for row in found) == [1, 2, 3, 4, 5]
    assert {str(row["_observed_at"]) for row in found} == {"2025-11-01 12:00:00"}


def test_a_play_whose_game_the_api_lost_belongs_to_the_season_of_its_day(spark: SparkSession) -> None:
    by_id = built(spark, play(1, season=-1), play(2, season=2024))
    assert (by_id[1].season, by_id[2].season) == (2025, 2024)


def test_a_type_that_nobody_knows_survives(spark: SparkSession) -> None:
    by_id = built(spark, play(1, playType="Quantum Rebound"), play(2, playType=None), play(3, playType=""))
    assert [(by_id[i].play_type, by_id[i].play_type_canonical) for i in (1, 2, 3)] == [
        ("Quantum Rebound", "other"),
        (None, None),
        (None, None),
    ]


@pytest.fixture(scope="module")
def canonical(spark: SparkSession) -> dict[str, str]:
    names = (
        *("LayUpShot", "LayupShot", "Lay-Up Shot", "JumpShot", "DunkShot", "TipShot", "Shot"),
        *("MadeFreeThrow", "MissedFreeThrow", "Defensive Rebound", "Offensive Rebound"),
        *("Dead Ball Rebound", "DeadBallTeamRebound", "Lost Ball Turnover", "Steal", "Block Shot"),
        *("PersonalFoul", "Technical Foul", "RegularTimeOut", "ShortTimeOut", "OfficialTVTimeOut"),
        *("Jumpball", "End Period", "End Game", "Substitution", "Coach's Challenge (Stands)", "Not Available"),
    )
    frame = bronze(spark, plays_types.ENDPOINT, [{"id": i, "name": name} for i, name in enumerate(names)])
    return {row.play_type: row.play_type_canonical for row in dim_play_types.build(frame).collect()}


def test_every_spelling_of_a_type_has_one_meaning(canonical: dict[str, str]) -> None:
    assert {canonical[name] for name in ("LayUpShot", "LayupShot", "Lay-Up Shot")} == {"layup"}
    assert canonical["MadeFreeThrow"] == canonical["MissedFreeThrow"] == "free_throw"
    assert canonical["RegularTimeOut"] == canonical["ShortTimeOut"] == "timeout_team"
    assert canonical["Dead Ball Rebound"] == canonical["DeadBallTeamRebound"] == "dead_ball_rebound"


def test_no_type_of_the_feed_is_other(canonical: dict[str, str]) -> None:
    assert "other" not in canonical.values()
    assert canonical["Coach's Challenge (Stands)"] == "challenge"
    assert canonical["Not Available"] == "not_available"

from __future__ import annotations

from datetime import date
from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.silver import dim_players, fct_recruiting_players, fct_rosters
from cbbd_spark.sources.cbbd import recruiting_players, teams_roster
from tests.frames import bronze, rows


def test_a_team_without_players_has_no_rows(spark: SparkSession) -> None:
    frame = bronze(spark, teams_roster.ENDPOINT, [{"season": 2025, "teamId": 1, "players": []}])
    assert fct_rosters.build(frame).collect() == []


def test_a_date_of_birth_is_read_with_and_without_a_time(spark: SparkSession) -> None:
    births = ("2003-04-05", "2003-04-05T00:00:00.000Z", "unknown", "", None)
    players = [{"id": i, "dateOfBirth": text} for i, text in enumerate(births)]
    frame = bronze(spark, teams_roster.ENDPOINT, [{"season": 2025, "teamId": 1, "players": players}])
    found = {row.athlete_id: row.date_of_birth for row in fct_rosters.build(frame).collect()}
    day = date(2003, 4, 5)
    assert found == {0: day, 1: day, 2: None, 3: None, 4: None}


def test_a_height_of_zero_is_not_known_and_a_jersey_keeps_its_zeros(spark: SparkSession) -> None:
    players = [{"id": 1, "height": 0, "weight": 0, "jersey": "00", "hometown": {"city": "", "state": "NC"}}]
    row = fct_rosters.build(
        bronze(spark, teams_roster.ENDPOINT, [{"season": 2025, "teamId": 1, "players": players}])
    ).first()
    assert row is not None
    assert (row.height_inches, row.weight_pounds, row.jersey) == (None, None, "00")
    assert (row.hometown_city, row.hometown_state) == (None, "NC")


def rostered(season: int, team_id: int, observed_at: str, **more: Any) -> dict[str, Any]:
    return {"athlete_id": 7, "season": season, "team_id": team_id, "_observed_at": observed_at} | more


def test_a_roster_of_an_old_season_fetched_later_does_not_move_a_player_back(spark: SparkSession) -> None:
    frame = rows(
        spark,
        fct_rosters.TABLE,
        [
            rostered(2025, 2, "2025-06-01 00:00:00", team="New", height_inches=78, start_season=2025, end_season=2025),
            rostered(2023, 1, "2025-09-01 00:00:00", team="Old", height_inches=79, start_season=2022, end_season=2024),
        ],
    )
    row = dim_players.build(frame).first()
    assert row is not None
    assert (row.last_team_id, row.last_team, row.first_season, row.last_season) == (2, "New", 2022, 2025)
    # Attributes are today's in every answer, so the newest answer has them.
    assert row.height_inches == 79


def test_a_recruit_without_a_college_or_a_player_is_kept(spark: SparkSession) -> None:
    undecided = {"id": 1, "year": 2024, "committedTo": None, "hometown": None, "athleteId": None, "ranking": None}
    decided = {"id": 2, "year": 2024, "committedTo": {"id": 72, "name": "Duke", "conference": "ACC"}, "athleteId": 5}
    found = {
        row.recruit_id: (row.athlete_id, row.committed_to_team_id, row.committed_to_conference, row.hometown_city)
        for row in fct_recruiting_players.build(
            bronze(spark, recruiting_players.ENDPOINT, [undecided, decided])
        ).collect()
    }
    assert found == {1: (None, None, None, None), 2: (5, 72, "ACC", None)}

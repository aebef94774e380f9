from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.silver import dim_team_seasons, dim_teams, fct_games
from cbbd_spark.sources.cbbd import teams
from tests.frames import bronze, rows


def listed(spark: SparkSession, *ids: int, season: int | None, **more: Any) -> DataFrame:
    records = [{"id": i, "school": f"School {i}", "conferenceId": 5, "conference": "ACC"} | more for i in ids]
    return bronze(spark, teams.ENDPOINT, records, params={"season": season})


def games(spark: SparkSession, *more: dict[str, Any]) -> DataFrame:
    game = {
        "game_id": 1,
        "season": 2025,
        "start_at": "2025-01-05 00:30:00",
        "home_team_id": 1,
        "home_team": "School 1",
        "home_conference_id": 5,
        "home_conference": "ACC",
        "away_team_id": 9,
        "away_team": "College 9",
        "_observed_at": "2025-06-01 00:00:00",
    }
    return rows(spark, fct_games.TABLE, [game | changed for changed in (more or ({},))])


def built(spark: SparkSession, listing: DataFrame, played: DataFrame) -> dict[tuple[int, int], Any]:
    found = dim_team_seasons.build(listing, played).collect()
    assert len({(row.team_id, row.season) for row in found}) == len(found)
    return {(row.team_id, row.season): row for row in found}


def test_only_the_call_without_a_season_says_what_a_team_is_today(spark: SparkSession) -> None:
    both = listed(spark, 1, season=None).unionByName(listed(spark, 1, 2, season=2024, conference="Big East"))
    assert [(row.team_id, row.conference) for row in dim_teams.build(both).collect()] == [(1, "ACC")]


def test_listed_is_division_1_and_met_is_not(spark: SparkSession) -> None:
    by_key = built(spark, listed(spark, 1, season=2025), games(spark))
    assert {key: row.is_division_1 for key, row in by_key.items()} == {(1, 2025): True, (9, 2025): False}
    assert by_key[(9, 2025)].team == "College 9"


def test_a_later_answer_of_games_does_not_take_division_1_away(spark: SparkSession) -> None:
    listing = listed(spark, 1, season=2025)
    later = {"home_conference_id": None, "home_conference": None, "_observed_at": "2026-09-01 00:00:00"}
    row = built(spark, listing, games(spark, later))[(1, 2025)]
    assert (row.is_division_1, row.conference) == (True, "ACC")


def test_a_listing_decides_even_when_it_was_fetched_before_the_games(spark: SparkSession) -> None:
    # The writer keeps what was observed last, so a row that the listing decides counts as seen with the games too.
    row = built(spark, listed(spark, 1, season=2025), games(spark, {"_observed_at": "2026-09-01 00:00:00"}))[(1, 2025)]
    assert str(row["_observed_at"]) == "2026-09-01 00:00:00"


def test_a_season_without_a_listing_is_decided_by_conferences(spark: SparkSession) -> None:
    by_key = built(spark, listed(spark, 1, season=2024), games(spark))
    assert {key: row.is_division_1 for key, row in by_key.items()} == {
        (1, 2024): True,
        (1, 2025): True,
        (9, 2025): False,
    }


def test_the_newest_listing_and_the_latest_game_name_the_conference(spark: SparkSession) -> None:
    old = listed(spark, 1, season=2025, conference="ACC")
    new = bronze(
        spark,
        teams.ENDPOINT,
        [{"id": 1, "school": "School 1", "conferenceId": 3, "conference": "Big East"}],
        params={"season": 2025},
        fetched_at="2026-01-01T00:00:00Z",
    )
    later = {"game_id": 2, "start_at": "2025-02-01 00:00:00", "away_team": "University 9"}
    by_key = built(spark, new.unionByName(old), games(spark, {}, later))
    assert by_key[(1, 2025)].conference == "Big East"
    assert by_key[(9, 2025)].team == "University 9"


def test_a_team_that_is_not_known_yet_is_no_team(spark: SparkSession) -> None:
    by_key = built(spark, listed(spark, 1, season=2025), games(spark, {"away_team_id": None, "away_team": None}))
    assert set(by_key) == {(1, 2025)}

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.silver import (
    dim_draft_positions,
    dim_draft_teams,
    fct_draft_picks,
    fct_recruiting_teams,
    fct_transfer_portal,
)
from cbbd_spark.sources.cbbd import draft_picks, draft_positions, draft_teams, recruiting_portal, recruiting_teams
from tests.frames import bronze


def entry(spark: SparkSession, **more: Any) -> Any:
    transfer = {"id": 5, "year": 2025, "origin": {"id": 1, "name": "Duke", "conference": "ACC"}, "stars": 4} | more
    return fct_transfer_portal.build(bronze(spark, recruiting_portal.ENDPOINT, [transfer])).first()


def test_who_is_undecided_has_no_destination(spark: SparkSession) -> None:
    row = entry(spark, destination=None)
    assert (row.portal_id, row.origin_team_id, row.origin_team, row.stars) == (5, 1, "Duke", 4)
    assert (row.destination_team_id, row.destination_team, row.destination_conference) == (None, None, None)


def test_a_destination_outside_the_api_has_a_name_and_no_id(spark: SparkSession) -> None:
    row = entry(spark, destination={"id": None, "name": "A College", "conference": None}, eligibility="Immediate")
    assert (row.destination_team_id, row.destination_team, row.eligibility) == (None, "A College", "Immediate")


def test_who_is_not_rated_has_no_stars(spark: SparkSession) -> None:
    row = entry(spark, stars=0, rating=None)
    assert (row.stars, row.rating) == (None, None)


def test_the_rank_of_a_class_is_of_its_year(spark: SparkSession) -> None:
    classes = [{"year": year, "teamId": 1, "team": "Duke", "ranking": 3, "rating": 312.4} for year in (2023, 2024)]
    found = fct_recruiting_teams.build(bronze(spark, recruiting_teams.ENDPOINT, classes)).collect()
    assert {(row.year, row.team_id, row.ranking, row.rating) for row in found} == {
        (2023, 1, 3, 312.4),
        (2024, 1, 3, 312.4),
    }


def pick(spark: SparkSession, **more: Any) -> Any:
    record = {"year": 2025, "overall": 31, "round": 2, "pick": 1, "name": "A Player"} | more
    return fct_draft_picks.build(bronze(spark, draft_picks.ENDPOINT, [record])).first()


def test_the_school_is_the_location_and_not_the_name_of_the_source_team(spark: SparkSession) -> None:
    row = pick(
        spark, sourceTeamLocation="Duke", sourceTeamName="Blue Devils", sourceTeamCollegeId=72, position="Center"
    )
    assert (row.source_team, row.source_team_mascot, row.college_team_id) == ("Duke", "Blue Devils", 72)
    assert (row.year, row.overall, row.round, row.pick, row.position) == (2025, 31, 2, 1, "Center")


def test_a_player_from_abroad_has_no_athlete_and_no_college(spark: SparkSession) -> None:
    row = pick(spark, athleteId=None, sourceTeamCollegeId=None, height=0, weight=None, draftTeam="")
    assert (row.athlete_id, row.college_team_id, row.source_team) == (None, None, None)
    assert (row.height_inches, row.weight_pounds, row.draft_team) == (None, None, None)


def test_picks_find_their_team_by_id_and_their_position_by_name(spark: SparkSession) -> None:
    hawks = {"id": 1, "sourceId": 101, "name": "Hawks", "location": "Atlanta", "displayName": "Atlanta Hawks"}
    team = dim_draft_teams.build(bronze(spark, draft_teams.ENDPOINT, [hawks])).first()
    guard = {"name": "Point Guard", "abbreviation": "PG"}
    position = dim_draft_positions.build(bronze(spark, draft_positions.ENDPOINT, [guard])).first()
    row = pick(spark, draftTeamId=1, draftTeam="Hawks", position="Point Guard")
    assert team is not None
    assert position is not None
    assert (team.draft_team_id, team.draft_team, team.draft_team_source_id) == (row.draft_team_id, row.draft_team, 101)
    assert (position.position, position.abbreviation) == (row.position, "PG")

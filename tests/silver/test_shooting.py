from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_player_season_shooting, fct_team_season_shooting
from cbbd_spark.sources.cbbd import stats_player_shooting_season, stats_team_shooting_season
from tests.frames import bronze


def kind(made: int, attempted: int, assisted: int | None = None, pct: float = 0) -> dict[str, Any]:
    with_assists = {} if assisted is None else {"assisted": assisted, "assistedPct": 12.5}
    return {"made": made, "attempted": attempted, "pct": pct} | with_assists


def shooting(**more: Any) -> dict[str, Any]:
    return {
        "season": 2025,
        "teamId": 1,
        "trackedShots": 60,
        "assistedPct": 37.0,
        "freeThrowRate": 33.3,
        "dunks": kind(5, 6, 4, pct=83.3),
        "layups": kind(9, 20, 3),
        "tipIns": kind(1, 2),
        "twoPointJumpers": kind(4, 12, 0),
        "threePointJumpers": kind(8, 20, 6),
        "freeThrows": kind(15, 20, pct=75.0),
        "attemptsBreakdown": {"dunks": 10.0, "layups": 33.3, "tipIns": 3.3},
    } | more


def team(spark: SparkSession, **more: Any) -> Any:
    return fct_team_season_shooting.build(
        bronze(spark, stats_team_shooting_season.ENDPOINT, [shooting(**more)])
    ).first()


def test_percentages_arrive_as_0_to_100_and_are_kept_as_fractions(spark: SparkSession) -> None:
    row = team(spark)
    assert row.api_dunks_pct == pytest.approx(0.833)
    assert row.api_dunks_assisted_pct == pytest.approx(0.125)
    assert row.api_layups_share == pytest.approx(0.333)
    assert row.api_assisted_pct == pytest.approx(0.37)
    assert row.api_free_throw_rate == pytest.approx(0.333)


def test_shares_follow_from_the_counts(spark: SparkSession) -> None:
    row = team(spark)
    assert (row.tracked_shots, row.three_point_jumpers_attempted, row.tip_ins_made) == (60, 20, 1)
    assert row.dunks_pct == pytest.approx(5 / 6)
    assert row.dunks_assisted_pct == pytest.approx(4 / 5)
    assert row.layups_share == pytest.approx(20 / 60)
    assert row.assisted_pct == pytest.approx(13 / 27), "a tip-in counts as made without a pass"
    assert row.ft_rate == pytest.approx(20 / 60)
    assert row.free_throws_pct == pytest.approx(0.75)


def test_a_share_of_nothing_is_null_though_the_api_says_0(spark: SparkSession) -> None:
    row = team(spark, trackedShots=0, dunks=kind(0, 0, 0), attemptsBreakdown={"dunks": 0})
    assert (row.dunks_pct, row.dunks_assisted_pct, row.dunks_share, row.ft_rate) == (None, None, None, None)
    assert (row.api_dunks_pct, row.api_dunks_share) == (0, 0)


def test_a_transfer_inside_a_season_shoots_for_two_teams(spark: SparkSession) -> None:
    seasons = [shooting(athleteId=7, athleteName="A Shooter", teamId=team_id) for team_id in (1, 2)]
    frame = bronze(spark, stats_player_shooting_season.ENDPOINT, seasons)
    found = fct_player_season_shooting.build(frame).collect()
    assert {(row.season, row.team_id, row.athlete_id, row.name) for row in found} == {
        (2025, 1, 7, "A Shooter"),
        (2025, 2, 7, "A Shooter"),
    }
    assert [row.dunks_pct for row in found] == pytest.approx([5 / 6, 5 / 6])

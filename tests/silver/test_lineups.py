from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.silver import fct_game_lineups, fct_games, fct_lineups
from cbbd_spark.sources.cbbd import lineups_game, lineups_team
from tests.frames import bronze, rows
from tests.silver.typical import newest

EARLY, LATE = "2025-02-01T12:00:00Z", "2025-03-01T12:00:00Z"


def shots(made: int, attempted: int, pct: float = 0) -> dict[str, float]:
    return {"made": made, "attempted": attempted, "pct": pct}


def side(**more: Any) -> dict[str, Any]:
    """20 points on 8 of 16 from the field, two threes, 2 of 4 free throws."""
    return {
        "possessions": 18,
        "points": 20,
        "assists": 5,
        "turnovers": 3,
        "defensiveRebounds": 9,
        "offensiveRebounds": 3,
        "trueShooting": 55.9,
        "fieldGoals": shots(8, 16, 50),
        "twoPointers": shots(6, 10, 60) | {"dunks": shots(1, 1, 100), "tipIns": shots(0, 2)},
        "threePointers": shots(2, 6, 33.3),
        "freeThrows": shots(2, 4, 50),
        "fourFactors": {"turnoverRatio": 0.167, "offensiveReboundPct": 27.3, "effectiveFieldGoalPct": 56.3},
    } | more


NOTHING = side(
    **dict.fromkeys(("possessions", "points", "assists", "turnovers", "defensiveRebounds", "offensiveRebounds"), 0),
    **{name: shots(0, 0) for name in ("fieldGoals", "twoPointers", "threePointers", "freeThrows")},
    trueShooting=None,
    fourFactors={"turnoverRatio": 0, "offensiveReboundPct": 0, "effectiveFieldGoalPct": 0},
)


def lineup(name: str = "five", **more: Any) -> dict[str, Any]:
    return {
        "teamId": 1,
        "idHash": name,
        "athletes": [{"id": number, "name": f"Player {number}"} for number in (15, 11, 13, 12, 14)],
        "totalSeconds": 600,
        "pace": 72.0,
        "offenseRating": 111.1,
        "defenseRating": 100.0,
        "netRating": 11.1,
        "teamStats": side(),
        "opponentStats": side(points=18, turnovers=5, defensiveRebounds=8),
    } | more


NO_RATINGS = dict.fromkeys(("pace", "offenseRating", "defenseRating", "netRating"))
FIVES = (
    lineup("usual"),
    lineup("unnamed", athletes=[{"id": None, "name": "Nobody"}, {"id": 5, "name": "Five"}]),
    lineup("no ball", teamStats=NOTHING, opponentStats=NOTHING, **NO_RATINGS),
    lineup("one rebound", teamStats=NOTHING | {"offensiveRebounds": 1}, opponentStats=NOTHING, **NO_RATINGS),
)


def answer(spark: SparkSession, *records: dict[str, Any], at: str = EARLY, season: int = 2025) -> DataFrame:
    return bronze(spark, lineups_team.ENDPOINT, records, fetched_at=at, params={"season": season})


@pytest.fixture(scope="module")
def built(spark: SparkSession) -> dict[str, Any]:
    """The rows of FIVES by their hash."""
    return {row.lineup_hash: row for row in fct_lineups.build(answer(spark, *FIVES)).collect()}


@pytest.fixture
def usual(built: dict[str, Any]) -> Any:
    return built["usual"]


def test_the_order_of_the_five_says_nothing_so_they_are_sorted(usual: Any) -> None:
    assert (usual.season, usual.team_id) == (2025, 1)
    assert usual.athletes == [11, 12, 13, 14, 15]
    assert usual.athlete_names == [f"Player {number}" for number in range(11, 16)]
    assert (usual.athlete_1, usual.athlete_5) == (11, 15)


def test_a_player_without_an_id_is_not_among_the_five(built: dict[str, Any]) -> None:
    row = built["unnamed"]
    assert (row.athletes, row.athlete_names, row.athlete_2) == ([5], ["Five"], None)


def test_offensive_rebounds_are_taken_from_those_that_were_there_to_take(usual: Any) -> None:
    assert usual.oreb_pct == pytest.approx(3 / (3 + 8))
    assert usual.opponent_oreb_pct == pytest.approx(3 / (3 + 9))
    assert usual.api_offensive_rebound_pct == pytest.approx(0.273)


def test_shares_are_of_counts_and_stand_beside_those_of_the_api(usual: Any) -> None:
    assert (usual.two_point_field_goals_made, usual.dunks_attempted, usual.tip_ins_attempted) == (6, 1, 2)
    assert usual.three_point_field_goals_pct == pytest.approx(1 / 3)
    assert usual.api_three_point_field_goals_pct == pytest.approx(0.333)
    assert usual.efg_pct == pytest.approx(9 / 16)
    assert usual.ft_rate == pytest.approx(4 / 16)
    assert usual.true_shooting == pytest.approx(20 / (2 * (16 + 0.475 * 4)))
    assert usual.api_turnover_ratio == 0.167, "a fraction on the wire already"


def test_ratings_are_by_the_possessions_of_both_sides(usual: Any) -> None:
    own, other = 16 - 3 + 3 + 0.475 * 4, 16 - 3 + 5 + 0.475 * 4
    possessions = (own + other) / 2
    assert usual.possessions == pytest.approx(possessions)
    assert usual.tov_ratio == pytest.approx(3 / possessions)
    assert usual.offensive_rating == pytest.approx(100 * 20 / possessions)
    assert usual.defensive_rating == pytest.approx(100 * 18 / possessions)
    assert usual.net_rating == pytest.approx(100 * 2 / possessions)
    assert usual.pace == pytest.approx(40 * possessions / 10)
    assert (usual.api_possessions, usual.api_offensive_rating, usual.api_defensive_rating) == (18, 111.1, 100.0)


def test_a_five_that_had_no_ball_has_no_ratings(built: dict[str, Any]) -> None:
    row = built["no ball"]
    assert (row.api_offensive_rating, row.api_net_rating, row.api_true_shooting) == (None, None, None)
    assert (row.possessions, row.offensive_rating, row.net_rating, row.tov_ratio, row.oreb_pct) == (None,) * 5
    assert (row.field_goals_pct, row.api_field_goals_pct) == (None, 0), "the API says 0 of nothing"


def test_a_five_that_only_took_a_rebound_has_no_ratings(built: dict[str, Any]) -> None:
    row = built["one rebound"]
    assert (row.possessions, row.offensive_rating, row.pace, row.tov_ratio) == (None, None, None, None)
    assert row.oreb_pct == 1.0


def test_a_unit_that_a_newer_answer_does_not_know_was_somebody_else(spark: SparkSession) -> None:
    old = answer(spark, lineup("right"), lineup("wrong"), lineup("other team", teamId=2))
    other_season = answer(spark, lineup("right"), season=2024)
    new = answer(spark, lineup("right", totalSeconds=700), at=LATE)
    found = newest(fct_lineups.build(old.unionByName(other_season).unionByName(new)), fct_lineups.TABLE)
    assert [(row.season, row.lineup_hash, row.total_seconds) for row in found] == [
        (2024, "right", 600),
        (2025, "right", 700),
        (2025, "other team", 600),
    ]


def test_the_lineups_of_a_game_carry_its_season_and_day(spark: SparkSession) -> None:
    game = {"game_id": 7, "season": 2025, "game_date": "2025-01-04", "start_at": "2025-01-05 00:30:00"}
    games = rows(spark, fct_games.TABLE, [game, game | {"game_id": 8, "season": 2024}])
    of_7, of_9 = (bronze(spark, lineups_game.ENDPOINT, [lineup()], params={"gameId": number}) for number in (7, 9))
    found = newest(fct_game_lineups.build(of_7.unionByName(of_9), games), fct_game_lineups.TABLE)
    assert [(row.game_id, row.season, row.lineup_hash) for row in found] == [(7, 2025, "five"), (9, None, "five")]
    assert (str(found[0].game_date), found[0].oreb_pct) == ("2025-01-04", pytest.approx(3 / 11))

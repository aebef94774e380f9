"""On a league whose plays, stints, lineups and shots tell of the same games, the tables tell the same of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pyspark.sql import Row, SparkSession

from cbbd_spark.silver import (
    fct_game_lineups,
    fct_games,
    fct_player_season_shooting,
    fct_substitutions,
    fct_team_season_shooting,
)
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.league import generate
from cbbd_spark.sources.cbbd import (
    lineups_game,
    stats_player_shooting_season,
    stats_team_shooting_season,
    substitutions_game,
    substitutions_player,
    substitutions_team,
)
from tests.frames import bronze, rows
from tests.silver.typical import newest
from tests.simulator.reading import opened

SEASON = 2025


@pytest.fixture(scope="module")
def league() -> Dataset:
    return generate([SEASON], teams=4, seed=11, games_per_team=2)


@pytest.fixture(scope="module")
def game(league: Dataset) -> dict[str, Any]:
    """A final game with its stints."""
    said: dict[str, Any] = opened(league.records("substitutions", {}))[0]
    return next(one for one in opened(league.records("/games", {})) if one["id"] == said["gameId"])


@pytest.fixture(scope="module")
def seconds(game: dict[str, Any]) -> int:
    """Length of the game."""
    return 60 * (40 + 5 * (len(game["homePeriodPoints"]) - 2))


@pytest.fixture(scope="module")
def stints(spark: SparkSession, league: Dataset, game: dict[str, Any]) -> list[Row]:
    """The stints of the game, asked for by team and, later, by game."""
    said = [one for one in opened(league.records("substitutions", {})) if one["gameId"] == game["id"]]
    by_game = bronze(spark, substitutions_game.ENDPOINT, said, fetched_at="2025-06-01T00:00:00Z")
    by_team = bronze(spark, substitutions_team.ENDPOINT, said, params={"season": SEASON})
    by_player = bronze(spark, substitutions_player.ENDPOINT, [])
    found = newest(fct_substitutions.build(by_team, by_game, by_player), fct_substitutions.TABLE)
    assert len(found) == len(said) > 0
    return found


def test_five_players_of_a_team_are_on_the_floor_all_the_time(stints: list[Row], seconds: int) -> None:
    by_team: Counter[int] = Counter()
    for row in stints:
        by_team[row.team_id] += row.seconds_on_floor
    assert set(by_team.values()) == {5 * seconds}
    assert len(by_team) == 2


def test_what_a_team_gained_while_its_players_were_on_is_five_times_its_margin(
    stints: list[Row], game: dict[str, Any]
) -> None:
    gained = sum(row.plus_minus for row in stints if row.team_id == game["homeTeamId"])
    assert gained == 5 * (game["homePoints"] - game["awayPoints"])


def test_the_fives_of_a_game_fill_it_and_score_its_points(
    spark: SparkSession, league: Dataset, game: dict[str, Any], seconds: int
) -> None:
    said = opened(league.records("/lineups/game/{gameId}", {"gameId": game["id"]}))
    asked = bronze(spark, lineups_game.ENDPOINT, said, params={"gameId": game["id"]})
    games = rows(spark, fct_games.TABLE, [{"game_id": game["id"], "season": SEASON}])
    of_home = [row for row in fct_game_lineups.build(asked, games).collect() if row.team_id == game["homeTeamId"]]
    assert sum(row.total_seconds for row in of_home) == seconds
    assert sum(row.points_total for row in of_home) == game["homePoints"]
    assert sum(row.opponent_points_total for row in of_home) == game["awayPoints"]


def test_the_shots_of_a_team_are_those_of_its_players(spark: SparkSession, league: Dataset) -> None:
    asked = {"season": SEASON}
    of_teams = opened(league.records("/stats/team/shooting/season", asked))
    of_players = opened(league.records("/stats/player/shooting/season", asked))
    teams = fct_team_season_shooting.build(bronze(spark, stats_team_shooting_season.ENDPOINT, of_teams)).collect()
    players = fct_player_season_shooting.build(
        bronze(spark, stats_player_shooting_season.ENDPOINT, of_players)
    ).collect()
    for team in teams:
        own = [row for row in players if row.team_id == team.team_id]
        for name in ("tracked_shots", "dunks_made", "layups_assisted", "free_throws_attempted"):
            assert team[name] == sum(row[name] for row in own), name
        assert team.assisted_pct == pytest.approx(team.api_assisted_pct, abs=0.0006)
        assert team.three_point_jumpers_share == pytest.approx(team.api_three_point_jumpers_share, abs=0.0006)

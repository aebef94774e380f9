"""A play that the source takes back leaves silver, from raw on, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline import all_about
from cbbd_spark.silver import fct_game_players, fct_game_teams, fct_lines, fct_plays, fct_rosters
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.table import Table
from tests.bronze.landing import Raw
from tests.pipeline.following import Following, tables_for

pytestmark = pytest.mark.spark

START = "2025-01-09T00:00:00.000Z"


@dataclass
class Source(Following):
    """A source that answers once a day, and the table that follows it."""

    day: int = 10

    def says(self, *records: dict[str, Any], **params: Any) -> Outcome:
        """Lands an answer; gives what silver did."""
        self.raw.land(records, f"2025-01-{self.day}T12:00:00.000Z", **({"asked": "always"} | params))
        self.day += 1
        return self.run()[1].outcome

    def held(self, column: str) -> list[Any]:
        return sorted(row[0] for row in self.spark.table(self.table.full_name).select(column).collect())

    def everything(self) -> list[Any]:
        rows = self.spark.table(self.table.full_name).drop("_run_id", "_updated_at")
        return sorted(map(str, rows.collect()))


def source_of(spark: SparkSession, folder: Path, endpoint: str, table: Table) -> Source:
    return Source(spark, Raw(folder / "raw", endpoints()[endpoint]), table)


@pytest.fixture
def plays(spark: SparkSession, tmp_path: Path) -> Iterator[Source]:
    made = source_of(spark, tmp_path, "plays_date", fct_plays.TABLE)
    with tables_for(made):
        yield made


def play(number: int, game: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": number, "gameId": game, "season": 2025, "gameStartDate": START, "playType": "JumpShot"} | more


def test_a_play_that_a_newer_answer_of_its_game_lacks_is_gone(plays: Source) -> None:
    plays.says(play(1), play(2), play(3), play(9, game=2), date="2025-01-09")
    outcome = plays.says(play(1), play(3, period=2), date="2025-01-09")
    assert (outcome.deleted, outcome.updated, outcome.inserted) == (1, 1, 0)
    assert plays.held("play_id") == [1, 3, 9]
    assert not plays.run()[1].outcome.wrote


def test_it_is_gone_from_what_is_built_anew_too_and_back_when_it_is_said_again(plays: Source) -> None:
    plays.says(play(1), play(2))
    plays.says(play(1))
    plays.says(play(1), play(2), play(4))
    grown = plays.everything()
    plays.run(Selection())
    assert plays.held("play_id") == [1, 2, 4]
    assert plays.everything() == grown


def test_the_shots_of_a_game_alone_take_no_other_play_back(plays: Source) -> None:
    plays.says(play(1), play(2, shootingPlay=False))
    plays.says(play(1, period=2), shootingPlaysOnly=True)
    assert plays.held("play_id") == [1, 2]


def test_of_more_games_than_are_named_one_by_one_all_are_looked_at(
    plays: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_about, "MOST_NAMED", 1)
    plays.says(*(play(10 * game + n, game=game) for game in range(1, 5) for n in (1, 2)), play(99, game=50))
    plays.says(*(play(10 * game + 1, game=game) for game in range(1, 5)))
    assert plays.held("play_id") == [11, 21, 31, 41, 99]


def test_a_player_who_left_a_box_and_one_who_left_a_roster_are_gone(spark: SparkSession, tmp_path: Path) -> None:
    boxes = source_of(spark, tmp_path / "boxes", "games_players", fct_game_players.TABLE)
    of_game = {"gameId": 1, "season": 2025, "startDate": START, "opponentId": 2}
    with tables_for(boxes):
        boxes.says(_box(of_game, 1, "a", "b"), _box(of_game, 2, "c"))
        boxes.says(_box(of_game, 1, "a"), team="Duke")
        assert boxes.held("athlete_source_id") == ["a", "c"]
        boxes.says(_box(of_game, 1, "a"), _box(of_game, 2))
        assert boxes.held("athlete_source_id") == ["a", "c"], "an empty box takes nobody back"
    rosters = source_of(spark, tmp_path / "rosters", "teams_roster", fct_rosters.TABLE)
    with tables_for(rosters):
        rosters.says(_roster(1, 11, 12), _roster(2, 21), _roster(1, 11, season=2024))
        rosters.says(_roster(1, 12), team="Duke")  # half of it: not yet suspicious
        assert rosters.held("athlete_id") == [11, 12, 21], "11 is still on the roster of 2024"


def test_the_box_of_a_team_that_is_another_by_now_is_gone(spark: SparkSession, tmp_path: Path) -> None:
    source = source_of(spark, tmp_path, "games_teams", fct_game_teams.TABLE)
    of_game = {"gameId": 1, "season": 2025, "startDate": START}
    with tables_for(source):
        source.says(of_game | {"teamId": 1, "opponentId": 2}, of_game | {"teamId": 2, "opponentId": 1})
        source.says(of_game | {"teamId": 3, "opponentId": 2}, of_game | {"teamId": 2, "opponentId": 3})
        assert source.held("team_id") == [2, 3]


def test_a_provider_who_took_a_line_back_is_gone_and_an_answer_without_lines_takes_none(
    spark: SparkSession, tmp_path: Path
) -> None:
    source = source_of(spark, tmp_path, "lines", fct_lines.TABLE)
    with tables_for(source):
        source.says(_lines("a", "b"))
        source.says(_lines("b"))
        assert source.held("provider") == ["b"]
        source.says(_lines())
        assert source.held("provider") == ["b"]


def _box(of_game: dict[str, Any], team: int, *players: str) -> dict[str, Any]:
    named = [{"athleteSourceId": player, "athleteId": number} for number, player in enumerate(players)]
    return of_game | {"teamId": team, "players": named}


def _roster(team: int, *players: int, season: int = 2025) -> dict[str, Any]:
    return {"teamId": team, "season": season, "players": [{"id": player} for player in players]}


def _lines(*providers: str) -> dict[str, Any]:
    named = [{"provider": provider, "spread": -3.5} for provider in providers]
    return {"gameId": 1, "season": 2025, "startDate": START, "homeTeamId": 1, "awayTeamId": 2, "lines": named}

"""What the source says on one day and says otherwise on the next, from raw to silver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.silver import fct_games
from cbbd_spark.sources import endpoints
from tests.bronze.landing import Raw
from tests.pipeline.following import Following, tables_for
from tests.records import game

pytestmark = pytest.mark.spark

GAMES = endpoints()["games"]
TABLE = fct_games.TABLE


@dataclass
class Source(Following):
    """A source that answers once a day, and the tables that follow it."""

    day: int = 10

    def says(self, *games: dict[str, Any], window: str = "all") -> Outcome:
        """Lands an answer about games, of which `id` and what is unusual is given; gives what silver did."""
        records = [game(one["id"]) | one for one in games]
        self.raw.land(records, f"2025-01-{self.day}T12:00:00.000Z", window=window)
        self.day += 1
        return self.run()[1].outcome

    def held(self, *columns: str) -> dict[int, Any]:
        rows = self.spark.table(TABLE.full_name).select("game_id", *columns).collect()
        assert len({row.game_id for row in rows}) == len(rows), "a game is there twice"
        return {row.game_id: tuple(row)[1:] for row in rows}


@pytest.fixture
def source(spark: SparkSession, tmp_path: Path) -> Iterator[Source]:
    made = Source(spark, Raw(tmp_path / "raw", GAMES), TABLE)
    with tables_for(made):
        yield made


def test_a_game_that_was_postponed_and_then_played_elsewhere_is_one_game(source: Source) -> None:
    source.says({"id": 1, "status": "scheduled", "homePoints": 0, "awayPoints": 0})
    source.says({"id": 1, "status": "postponed", "homePoints": 0, "awayPoints": 0})
    assert source.held("status", "home_points", "winner_team_id") == {1: ("postponed", None, None)}
    source.says({"id": 1, "startDate": "2025-02-11T00:00:00.000Z", "venueId": 9}, window="of another day")
    assert source.held("status", "home_points", "venue_id", "game_date") == {1: ("final", 70, 9, date(2025, 2, 10))}


def test_sides_that_were_swapped_later_are_swapped(source: Source) -> None:
    source.says({"id": 1})
    swapped = {"homeTeamId": 2, "homeTeam": "Away", "homePoints": 60, "awayTeamId": 1, "awayTeam": "Home"}
    outcome = source.says({"id": 1, "awayPoints": 70} | swapped)
    assert (outcome.inserted, outcome.updated) == (0, 1)
    assert source.held("home_team_id", "away_team_id", "winner_team_id") == {1: (2, 1, 1)}


def test_a_game_that_was_cancelled_after_it_had_a_score_has_none(source: Source) -> None:
    source.says({"id": 1})
    source.says({"id": 1, "status": "cancelled"})
    assert source.held("status", "home_points", "winner_team_id") == {1: ("cancelled", None, None)}


def test_a_placeholder_becomes_the_team_that_came(source: Source) -> None:
    tbd = {"homeTeamId": -1, "homeTeam": "", "awayTeamId": -1, "awayTeam": "TBD"}
    source.says({"id": 1, "status": "scheduled"} | tbd)
    assert source.held("home_team_id", "away_team_id", "home_team") == {1: (None, None, None)}
    source.says({"id": 1})
    assert source.held("home_team_id", "away_team_id", "home_team") == {1: (1, 2, "Home")}


def test_a_game_whose_season_was_corrected_is_in_the_new_one_alone(source: Source) -> None:
    source.says({"id": 1, "season": 2024}, {"id": 2, "season": 2024})
    source.says({"id": 1, "season": 2025}, window="of another season")
    assert source.held("season") == {1: (2025,), 2: (2024,)}


def test_a_name_that_changed_its_case_alone_is_followed_and_the_id_stays(source: Source) -> None:
    source.says({"id": 1, "homeTeam": "Miami (OH) "})
    outcome = source.says({"id": 1, "homeTeam": "MIAMI (OH)"})
    assert outcome.updated == 1
    assert source.held("home_team_id", "home_team") == {1: (1, "MIAMI (OH)")}


def test_a_shorter_answer_deletes_no_game(source: Source) -> None:
    source.says(*({"id": number} for number in range(1, 41)))
    outcome = source.says({"id": 1})
    assert (outcome.deleted, outcome.unchanged) == (0, 1)
    assert len(source.held("season")) == 40


def test_a_file_that_nobody_named_is_not_read(source: Source) -> None:
    source.says({"id": 1})
    named = next(source.raw.folder.rglob("*.jsonl.gz"))
    stray = named.with_name("20250110T120000000Z-00000000.jsonl.gz")
    source.raw.stored([game(98)], "2025-01-10T13:00:00.000Z", window="all")
    stray.write_bytes(b"not even gzip")
    source.says({"id": 2}, window="another")
    assert sorted(source.held("season")) == [1, 2]

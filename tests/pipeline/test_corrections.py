"""What the source says on one day and says otherwise on the next, from raw to silver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline.bronze_step import take_landed
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.pipeline.table_step import bring_up_to_date
from cbbd_spark.silver import fct_games
from cbbd_spark.sources import endpoints
from tests.bronze.landing import Raw

pytestmark = pytest.mark.spark

GAMES = endpoints()["games"]
TABLE = fct_games.TABLE
USUAL: dict[str, Any] = {
    "season": 2025,
    "seasonType": "regular",
    "startDate": "2025-01-05T00:30:00.000Z",
    "status": "final",
    "homeTeamId": 1,
    "homeTeam": "Home",
    "homePoints": 70,
    "awayTeamId": 2,
    "awayTeam": "Away",
    "awayPoints": 60,
}


@dataclass
class Source:
    """A source that answers once a day, and the tables that follow it."""

    spark: SparkSession
    raw: Raw
    day: int = 10
    memory: dict[str, Remembered] = field(default_factory=dict)

    def says(self, *games: dict[str, Any], window: str = "all") -> Outcome:
        """Lands an answer, builds bronze and silver, and gives what silver did."""
        self.raw.land([USUAL | game for game in games], f"2025-01-{self.day}T12:00:00.000Z", window=window)
        self.day += 1
        return self.follow()

    def follow(self) -> Outcome:
        context = Context(self.spark, self.raw.store, f"day-{self.day}", None, self.memory, "code")
        bronze, silver = take_landed(context, GAMES), bring_up_to_date(context, TABLE)
        for step, done in ((f"bronze.{GAMES.name}", bronze), (TABLE.step, silver)):
            self.memory[step] = Remembered(done.inputs, done.snapshot_id, None, "code")
        return silver.outcome

    def held(self, *columns: str) -> dict[int, Any]:
        rows = self.spark.table(TABLE.full_name).select("game_id", *columns).collect()
        assert len({row.game_id for row in rows}) == len(rows), "a game is there twice"
        return {row.game_id: tuple(row)[1:] for row in rows}


@pytest.fixture
def source(spark: SparkSession, tmp_path: Path) -> Iterator[Source]:
    create_databases(spark)
    yield Source(spark, Raw(tmp_path / "raw", GAMES))
    for table in (GAMES.bronze_table, TABLE.full_name):
        spark.sql(f"DROP TABLE IF EXISTS {table} PURGE")


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
    source.raw.stored([USUAL | {"id": 98}], "2025-01-10T13:00:00.000Z", window="all")
    stray.write_bytes(b"not even gzip")
    source.says({"id": 2}, window="another")
    assert sorted(source.held("season")) == [1, 2]

"""When a table takes what is new, when it is made of everything, and what then becomes of rows that no longer come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.silver import fct_lines
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.table import Table
from tests.bronze.landing import Raw
from tests.pipeline.following import Following, tables_for

pytestmark = pytest.mark.spark

LINES = endpoints()["lines"]
TABLE: Table = fct_lines.TABLE


def line(number: int, season: int = 2025, spread: float = -3.5) -> dict[str, Any]:
    """The record of one game with one line."""
    return {
        "gameId": number,
        "season": season,
        "seasonType": "regular",
        "startDate": "2024-11-05T00:30:00.000Z",
        "homeTeamId": 1,
        "awayTeamId": 2,
        "lines": [{"provider": "book", "spread": spread}],
    }


class Lines(Following):
    def land(self, number: int, season: int = 2025, spread: float = -3.5, day: int = 10) -> Entry:
        return self.raw.land([line(number, season, spread)], f"2025-01-{day}T00:00:00.000Z", season=season, game=number)

    def held(self) -> list[tuple[int, float]]:
        return sorted((row.game_id, row.spread) for row in self.spark.table(TABLE.full_name).collect())

    def change(self, verb: str, table: str, what: str = "") -> None:
        self.spark.sql(f"{verb} {table} {what}")


@pytest.fixture
def lines(spark: SparkSession, tmp_path: Path) -> Iterator[Lines]:
    made = Lines(spark, Raw(tmp_path / "raw", LINES), TABLE)
    with tables_for(made):
        yield made


def test_an_endpoint_without_answers_gets_no_table_and_is_not_looked_at(lines: Lines) -> None:
    bronze, silver = lines.run()
    assert (bronze.looked, silver.looked) == (False, True)
    assert not snapshots.exists(lines.spark, LINES.bronze_table)
    assert lines.run()[1].looked is False


def test_only_what_is_new_is_read_until_the_code_changes_then_everything_and_nothing_else_stays(lines: Lines) -> None:
    lines.land(1)
    lines.run()
    lines.land(2)
    _, silver = lines.run()
    assert (silver.outcome.read, silver.outcome.inserted) == (1, 1)
    assert [each.looked for each in lines.run()] == [False, False]
    lines.change("UPDATE", TABLE.full_name, "SET game_id = 99 WHERE game_id = 1")
    lines.code = "code-2"
    _, silver = lines.run()
    assert (silver.outcome.read, silver.outcome.inserted, silver.outcome.deleted) == (2, 1, 1)
    assert lines.held() == [(1, -3.5), (2, -3.5)]


def test_no_row_is_deleted_while_an_answer_cannot_be_read(lines: Lines) -> None:
    lines.land(1)
    entry = lines.land(2)
    lines.run()
    lines.change("DROP TABLE", LINES.bronze_table, "PURGE")
    lines.raw.remove(entry)
    bronze, silver = lines.run()
    assert len(bronze.damaged) == 1
    assert "ingest asks for it again" in bronze.notes[0]
    assert silver.outcome.deleted == 0
    assert lines.held() == [(1, -3.5), (2, -3.5)]


def test_an_answer_that_is_healed_late_does_not_overwrite_what_was_seen_again_since(lines: Lines) -> None:
    """The first and the last answer say the same, so the table has it since the first: the healed one is newer."""
    lines.land(1, spread=-3.5, day=10)
    between = lines.raw.land([line(1, spread=-9.5)], "2025-01-20T00:00:00.000Z", season=2025, window="another")
    whole = lines.raw.flip(between)
    lines.raw.land([line(1, spread=-3.5), line(2)], "2025-01-30T00:00:00.000Z", season=2025, game=1)
    lines.run()
    assert lines.held() == [(1, -3.5), (2, -3.5)]
    lines.raw.path(between).write_bytes(whole)
    bronze, silver = lines.run()
    assert lines.held() == [(1, -3.5), (2, -3.5)]
    assert (bronze.outcome.inserted, silver.outcome.read) == (1, 4)
    assert [each.looked for each in lines.run()] == [False, False]


def test_bronze_that_was_corrected_is_read_whole(lines: Lines) -> None:
    lines.land(1)
    lines.run()
    lines.change("UPDATE", LINES.bronze_table, "SET game_id = 7")
    lines.land(2)
    _, silver = lines.run()
    assert (silver.outcome.read, silver.outcome.deleted) == (2, 1)
    assert lines.held() == [(2, -3.5), (7, -3.5)]


def test_a_replay_puts_both_tables_right_and_the_next_run_has_nothing_to_do(lines: Lines) -> None:
    lines.land(1)
    lines.land(2, spread=-1.5)
    lines.run()
    lines.change("DELETE FROM", LINES.bronze_table, "WHERE game_id = 1")
    lines.change("UPDATE", TABLE.full_name, "SET spread = 0 WHERE game_id = 2")
    lines.change("UPDATE", TABLE.full_name, "SET game_id = 99 WHERE game_id = 1")
    bronze, silver = lines.run(Selection())
    assert (bronze.outcome.inserted, silver.outcome.updated, silver.outcome.deleted) == (1, 1, 1)
    assert lines.held() == [(1, -3.5), (2, -1.5)]
    assert [each.looked for each in lines.run()] == [False, False]


def test_a_replay_of_a_season_leaves_the_others_to_the_next_run(lines: Lines) -> None:
    lines.land(1, season=2024)
    lines.land(2, season=2025)
    lines.run()
    lines.change("UPDATE", TABLE.full_name, "SET spread = 0")
    lines.run(Selection(seasons=(2025,)))
    assert lines.held() == [(1, 0), (2, -3.5)]
    assert lines.run()[1].outcome.read == 2


def test_a_replay_of_the_past_does_not_see_what_came_after(lines: Lines) -> None:
    lines.land(1, spread=-1.5, day=10)
    lines.land(1, spread=-7.5, day=20)
    past = Selection(before=datetime.fromisoformat("2025-01-15T00:00:00Z"))
    lines.run(past)
    assert lines.held() == [(1, -1.5)]

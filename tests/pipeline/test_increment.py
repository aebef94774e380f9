"""Where new rows are compared first is known from the files that they came in, without a look at the rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import merge
from cbbd_spark.lakehouse.scope import Scope
from cbbd_spark.pipeline import table_step
from cbbd_spark.silver import fct_plays
from tests.pipeline.following import tables_for
from tests.pipeline.test_taken_back import Source, play, source_of

pytestmark = pytest.mark.spark


@pytest.fixture
def plays(spark: SparkSession, tmp_path: Path) -> Iterator[Source]:
    made = source_of(spark, tmp_path, "plays_date", fct_plays.TABLE)
    with tables_for(made):
        yield made


def test_new_rows_are_looked_for_in_their_games_and_in_the_seasons_between_the_bounds_of_their_files(
    plays: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def games(*games: int, seasons: tuple[int, ...] | None = None) -> Scope:
        return Scope(seasons, "game_id", games)

    looked: list[Scope | None] = []

    def spied(session: SparkSession, table: Any, batch: Any) -> Any:
        looked.append(batch.near)
        return merge.upsert(session, table, batch)

    monkeypatch.setattr(table_step, "upsert", spied)
    plays.says(play(1))
    plays.says(play(2, game=2, season=2024), play(3, game=3))
    plays.says(play(4, game=4), play(1, period=2))
    plays.says(play(5, game=5, season=2010), play(6, game=6))
    plays.says(play(7, game=7, season=None))
    both = games(2, 3, seasons=(2024, 2025))
    assert looked == [None, both, games(1, 4, seasons=(2025,)), games(5, 6), games(7)]
    assert plays.held("play_id") == [1, 2, 3, 4, 5, 6, 7]


def test_of_too_many_games_new_rows_are_looked_for_in_their_seasons(
    plays: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_step, "MOST_UNITS", 1)
    plays.says(play(1))
    plays.says(play(2, game=2, period=1), play(3, game=3, period=1), play(1, period=2))
    assert (plays.held("play_id"), plays.held("period")) == ([1, 2, 3], [1, 1, 2])


def test_a_play_that_has_changed_its_game_is_found_in_the_one_where_it_was(plays: Source) -> None:
    plays.says(play(1), play(2, game=2))
    plays.says(play(1, game=3))
    assert (plays.held("play_id"), plays.held("game_id")) == ([1, 2], [2, 3])


def test_a_play_that_comes_back_to_a_game_as_it_was_stays_there(plays: Source) -> None:
    plays.says(play(1), play(2))
    plays.says(play(1, game=3), play(3, game=3))
    plays.says(play(1), play(2))
    assert (plays.held("play_id"), plays.held("game_id")) == ([1, 2, 3], [1, 1, 3])
    plays.says(play(3, game=3))
    assert (plays.held("play_id"), plays.held("game_id")) == ([1, 2, 3], [1, 1, 3])

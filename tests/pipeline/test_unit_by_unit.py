"""A table that is made of answers unit by unit: what new answers name is made again, and nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.lakehouse.scope import EVERYTHING, Scope
from cbbd_spark.pipeline import all_about
from cbbd_spark.pipeline.bronze_step import take_landed
from cbbd_spark.silver import fct_game_media, fct_line_history, fct_lineups, fct_substitutions
from cbbd_spark.sources import endpoints
from tests.bronze.landing import Raw
from tests.pipeline.following import tables_for
from tests.pipeline.test_taken_back import START, Source, source_of

pytestmark = pytest.mark.spark


def shown(game: int | None, *stations: str) -> dict[str, Any]:
    broadcasts = [{"broadcastType": "tv", "broadcastName": station} for station in stations]
    return {"gameId": game, "season": 2025, "startDate": START, "broadcasts": broadcasts}


@pytest.fixture
def media(spark: SparkSession, tmp_path: Path) -> Iterator[Source]:
    made = source_of(spark, tmp_path, "games_media", fct_game_media.TABLE)
    with tables_for(made):
        yield made


def scope_of_answer(source: Source, *records: dict[str, Any], **params: Any) -> Scope:
    source.raw.land(records, f"2025-01-{source.day}T12:00:00.000Z", **params)
    source.day += 1
    return source.run()[1].scope


def _equals_what_is_made_anew(source: Source) -> bool:
    grown = source.everything()
    source.run(Selection())
    return source.everything() == grown


def test_only_the_games_of_the_answer_are_made_again(media: Source) -> None:
    assert scope_of_answer(media, shown(1, "a", "b"), shown(2, "c")) == EVERYTHING
    assert scope_of_answer(media, shown(1, "b", "d")) == Scope(None, "game_id", (1,))
    assert media.held("broadcast_name") == ["b", "c", "d"]
    assert _equals_what_is_made_anew(media)


def test_a_game_that_nobody_shows_any_more_loses_its_rows_and_no_other_does(media: Source) -> None:
    media.says(shown(1, "a"), shown(2, "b"))
    assert media.says(shown(1)).deleted == 1
    assert media.held("broadcast_name") == ["b"]
    assert _equals_what_is_made_anew(media)


def test_a_record_that_names_no_game_stops_nothing(media: Source) -> None:
    media.says(shown(1, "a"), shown(2, "b"))
    media.says(shown(None, "x"), shown(2, "c"))
    assert media.held("broadcast_name") == ["a", "c"]


def test_of_more_games_than_are_named_everything_is_made(media: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_about, "MOST_NAMED", 1)
    media.says(shown(1, "a"), shown(2, "b"), shown(3, "c"))
    assert scope_of_answer(media, shown(1, "x"), shown(2)) == EVERYTHING
    assert media.held("broadcast_name") == ["c", "x"]


def test_a_stint_that_was_put_right_takes_the_place_of_the_old_one(spark: SparkSession, tmp_path: Path) -> None:
    source = source_of(spark, tmp_path, "substitutions_team", fct_substitutions.TABLE)
    with tables_for(source):
        source.says(_stint(1, 11, 900), _stint(1, 12, 900), _stint(2, 11, 800), season=2025, team="Duke")
        outcome = source.says(_stint(1, 11, 901), _stint(1, 12, 900), season=2025, team="Duke")
        assert (outcome.inserted, outcome.deleted, outcome.unchanged) == (1, 1, 1)
        assert source.held("in_seconds_remaining") == [800, 900, 901]
        assert _equals_what_is_made_anew(source)


def test_the_lineups_of_another_season_and_team_are_not_looked_at(spark: SparkSession, tmp_path: Path) -> None:
    source = source_of(spark, tmp_path, "lineups_team", fct_lineups.TABLE)
    with tables_for(source):
        source.says(_lineup(1, 2), season=2024, team="Duke")
        source.says(_lineup(1, 2), _lineup(3, 4), _lineup(5, 6, team=2), season=2025, team="Duke")
        scope = scope_of_answer(source, _lineup(3, 4, minutes=9), season=2025, team="Duke")
        assert scope == Scope((2025,), "team_id", (1,))
        assert source.held("season") == [2024, 2025, 2025]
        assert _equals_what_is_made_anew(source)


def test_the_history_of_a_line_is_made_of_all_captures_of_its_game(spark: SparkSession, tmp_path: Path) -> None:
    source = source_of(spark, tmp_path, "lines", fct_line_history.TABLE)
    with tables_for(source):
        source.says(_lines(1, -3.0), _lines(2, -7.0))
        source.says(_lines(1, -4.0))
        assert scope_of_answer(source, _lines(1, -3.0)) == Scope(None, "game_id", (1,))
        source.says(_lines(1, -3.0), _lines(2, -7.0))
        assert source.held("spread") == [-7.0, -4.0, -3.0, -3.0]
        assert _equals_what_is_made_anew(source)


def test_an_answer_whose_season_the_api_lost_is_not_left_out_of_a_corrected_season(media: Source) -> None:
    media.says(shown(1, "a") | {"season": -1}, shown(2, "b"), shown(3, "c") | {"season": 2024})
    held = media.everything()
    media.run(Selection(seasons=frozenset({2025})))
    assert media.everything() == held


def test_stints_of_inputs_without_a_season_are_corrected_too(spark: SparkSession, tmp_path: Path) -> None:
    source = source_of(spark, tmp_path / "team", "substitutions_team", fct_substitutions.TABLE)
    of_game = Raw(tmp_path / "team" / "raw", endpoints()["substitutions_game"])
    with tables_for(source):
        source.says(_stint(1, 11, 900), season=2025, team="Duke")
        of_game.land([_stint(1, 11, 905), _stint(2, 11, 800)], "2025-02-01T12:00:00.000Z", gameId=1)
        source.day += 1
        take_landed(source.context(), of_game.endpoint)
        source.run()
        assert source.held("in_seconds_remaining") == [800, 905]
        source.run(Selection(seasons=frozenset({2025})))
        assert source.held("in_seconds_remaining") == [800, 905]
    spark.sql(f"DROP TABLE IF EXISTS {of_game.endpoint.bronze_table} PURGE")


def _lines(game: int, spread: float) -> dict[str, Any]:
    lines = [{"provider": "a", "spread": spread, "overUnder": 140.0}]
    return {"gameId": game, "season": 2025, "startDate": START, "lines": lines}


def _stint(game: int, athlete: int, seconds: int) -> dict[str, Any]:
    come = {"period": 1, "secondsRemaining": seconds, "teamPoints": 0, "opponentPoints": 0}
    return {
        "gameId": game,
        "teamId": 1,
        "athleteId": athlete,
        "startDate": START,
        "opponentId": 2,
        "subIn": come,
        "subOut": come | {"secondsRemaining": 100},
    }


def _lineup(*athletes: int, team: int = 1, minutes: int = 1) -> dict[str, Any]:
    return {
        "teamId": team,
        "idHash": "-".join(map(str, athletes)),
        "athletes": [{"id": athlete, "name": str(athlete)} for athlete in athletes],
        "totalSeconds": 60 * minutes,
    }

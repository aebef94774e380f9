from __future__ import annotations

from datetime import datetime
from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.silver import fct_line_history, fct_lines
from cbbd_spark.sources.cbbd import lines
from tests.frames import bronze

START = "2025-01-05T00:30:00.000Z"


def game(*offers: dict[str, Any], game_id: int = 7, **more: Any) -> dict[str, Any]:
    return {
        "gameId": game_id,
        "season": 2025,
        "startDate": START,
        "homeTeamId": 1,
        "homeTeam": "Home",
        "awayTeamId": 2,
        "lines": list(offers),
    } | more


def line(provider: str | None = "Bovada", **numbers: Any) -> dict[str, Any]:
    return {"provider": provider, "spread": None, "overUnder": None} | numbers


def built(spark: SparkSession, *records: dict[str, Any]) -> list[Any]:
    return fct_lines.build(bronze(spark, lines.ENDPOINT, records)).collect()


def test_a_game_without_lines_has_no_row(spark: SparkSession) -> None:
    assert built(spark, game()) == []


def test_each_provider_has_a_row_and_a_nameless_one_has_no_key(spark: SparkSession) -> None:
    found = built(spark, game(line("Bovada", spread=-3.5), line("ESPN BET", spread=-4), line(""), line(None)))
    assert [(row.provider, row.spread) for row in found] == [
        ("Bovada", -3.5),
        ("ESPN BET", -4.0),
        (None, None),
        (None, None),
    ]


def test_a_pickem_is_inferred_from_even_moneylines_and_a_total_and_the_spread_stays_null(spark: SparkSession) -> None:
    even = {"homeMoneyline": -110, "awayMoneyline": -110}
    # 0.5198 and 0.5204 once the margin is out.
    nearly = {"homeMoneyline": -118, "awayMoneyline": -100}
    not_nearly = {"homeMoneyline": -128, "awayMoneyline": 100}
    found = {
        row.provider: (row.spread, row.spread_is_pickem_inferred)
        for row in built(
            spark,
            game(
                line("even", overUnder=140, **even),
                line("nearly", overUnder=140, **nearly),
                line("not nearly", overUnder=140, **not_nearly),
                line("no total", **even),
                line("no moneylines", overUnder=140),
                line("a spread", overUnder=140, spread=-1, **even),
            ),
        )
    }
    assert found == {
        "even": (None, True),
        "nearly": (None, True),
        "not nearly": (None, False),
        "no total": (None, False),
        "no moneylines": (None, False),
        "a spread": (-1.0, False),
    }


def test_a_line_on_a_team_that_is_not_known_yet_has_no_team(spark: SparkSession) -> None:
    row = built(spark, game(line(spread=1), awayTeamId=-1, awayTeam=""))[0]
    assert (row.home_team_id, row.away_team_id, row.away_team) == (1, None, None)


def test_a_line_on_a_game_that_the_api_lost_has_no_key(spark: SparkSession) -> None:
    row = built(spark, game(line(spread=1), game_id=-1, season=-1))[0]
    assert (row.game_id, row.season) == (None, 2025)


def captures(spark: SparkSession, *answers: tuple[str, dict[str, Any]]) -> list[tuple[Any, ...]]:
    frames = [bronze(spark, lines.ENDPOINT, [record], fetched_at=f"2025-01-{at}Z") for at, record in answers]
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame)
    found = fct_line_history.build(whole).collect()
    return sorted((row.captured_at, row.spread, row.is_before_start) for row in found)


def test_a_capture_that_repeats_the_numbers_is_no_history(spark: SparkSession) -> None:
    # The second answer brings other news of the game, the fourth moves the line back.
    assert captures(
        spark,
        ("03T12:00:00", game(line(spread=-3))),
        ("04T12:00:00", game(line(spread=-3), homeScore=70)),
        ("04T18:00:00", game(line(spread=-4))),
        ("05T12:00:00", game(line(spread=-3))),
    ) == [
        (datetime(2025, 1, 3, 12), -3.0, True),
        (datetime(2025, 1, 4, 18), -4.0, True),
        (datetime(2025, 1, 5, 12), -3.0, False),
    ]


def test_a_line_that_becomes_null_is_a_change(spark: SparkSession) -> None:
    found = captures(spark, ("03T12:00:00", game(line(spread=-1))), ("04T12:00:00", game(line(spread=None))))
    assert [spread for _, spread, _ in found] == [-1.0, None]


def test_history_needs_every_capture_and_not_only_new_ones() -> None:
    assert fct_line_history.TABLE.unit == ("game_id",)
    assert not fct_lines.TABLE.unit

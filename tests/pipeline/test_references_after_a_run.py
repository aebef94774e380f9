"""After a run what its rows lead to is looked for among what is told of the games that moved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline import audit_step
from cbbd_spark.pipeline.audit_step import judge_run
from cbbd_spark.silver import fct_pbp_plays_enriched, fct_plays
from tests.frames import rows

pytestmark = pytest.mark.spark
PLAYS, ENRICHED = fct_plays.TABLE, fct_pbp_plays_enriched.TABLE


def _play(play: int, game: int) -> dict[str, object]:
    return {"play_id": play, "game_id": game, "season": 2025, "game_date": "2025-01-01"}


@pytest.fixture(autouse=True)
def plays(spark: SparkSession) -> Iterator[None]:
    create_databases(spark)
    for table, told in ((PLAYS, (_play(1, 1), _play(2, 2))), (ENRICHED, (_play(1, 1), _play(3, 2), _play(2, 1)))):
        ensure(spark, table)
        rows(spark, table, told).writeTo(table.full_name).append()
    yield
    for table in (PLAYS, ENRICHED):
        spark.sql(f"DROP TABLE {table.full_name} PURGE")


def lost(spark: SparkSession, *games: int) -> tuple[int, int]:
    """Plays that the run has written, and how many of them lead nowhere."""
    outcome = Outcome(seasons=(2025,), games=frozenset(games) if games else None)
    (said,) = judge_run(spark, {ENRICHED.step: (ENRICHED, outcome)}, "run", 1)
    found = {each.check: (each.checked, each.broken) for each in said.results}
    return found["play_id_in_fct_plays"]


def test_what_leads_nowhere_is_told_whether_all_plays_are_looked_through_or_those_of_the_games(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lost(spark) == (3, 1)
    assert lost(spark, 1, 2) == (3, 1)
    monkeypatch.setattr(audit_step, "MOST_UNITS", 0)
    assert lost(spark, 1) == (3, 1)


def test_what_leads_to_a_play_of_another_game_leads_nowhere(spark: SparkSession) -> None:
    assert lost(spark, 1) == (3, 2)

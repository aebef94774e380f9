"""Before a season's first tip-off there is nothing to count; afterwards what is not there is an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.errors import CheckFailed
from cbbd_spark.gold import tournament_bracket_features, tournament_matchups
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.missing import missing
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.silver import fct_game_teams, fct_games, fct_lines
from cbbd_spark.spec.table import Column, Layer, Table

pytestmark = pytest.mark.spark

GAMES, BOXES, LINES = fct_games.TABLE, fct_game_teams.TABLE, fct_lines.TABLE
SUMMARY = Table(
    layer=Layer.GOLD,
    name="summary",
    grain="One row is one game.",
    key=("game_id",),
    inputs=(GAMES, BOXES),
    optional_inputs=(LINES,),
    columns=(Column("game_id", "BIGINT", "The game."), Column("season", "INT", "The season.")),
)


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Iterator[Context]:
    create_databases(spark)
    made = (GAMES, BOXES, LINES, tournament_bracket_features.TABLE)
    for table in made:
        ensure(spark, table)
    yield Context(spark, FolderStore(tmp_path), "run", (2025,), {}, "code")
    for table in made:
        spark.sql(f"DROP TABLE {table.full_name} PURGE")


def notes(context: Context, table: Table = SUMMARY) -> list[str]:
    names = [thing.full_name for thing in table.all_inputs if isinstance(thing, Table)]
    heads = {name: snapshots.current(context.session, name) for name in names}
    return missing(context, table, {name: head.id if head else None for name, head in heads.items()})


def schedule(context: Context, season: int, status: str) -> None:
    # As text: Spark 4.1 does not bind the parameters of VALUES in an INSERT.
    values = f"({season}, {season}, '{status}')"
    context.session.sql(f"INSERT INTO {GAMES.full_name} (game_id, season, status) VALUES {values}")  # noqa: S608


def test_without_games_nothing_is_made(lake: Context) -> None:
    schedule(lake, 2024, "final")
    with pytest.raises(CheckFailed, match=r"needs cbbd_silver\.fct_games, which holds nothing of 2025"):
        notes(lake)


def test_before_the_first_tip_off_what_is_counted_may_be_missing(lake: Context) -> None:
    schedule(lake, 2024, "final")
    schedule(lake, 2025, "scheduled")
    assert notes(lake) == [
        "cbbd_silver.fct_game_teams holds nothing of 2025 yet",
        "cbbd_silver.fct_lines holds nothing of 2025: the columns that come from it are NULL",
    ]


def test_once_a_game_is_over_its_facts_are_due(lake: Context) -> None:
    schedule(lake, 2025, "final")
    with pytest.raises(CheckFailed, match=r"needs cbbd_silver\.fct_game_teams, which holds nothing of 2025"):
        notes(lake)


def test_before_the_bracket_is_drawn_there_are_no_matchups(lake: Context) -> None:
    schedule(lake, 2025, "final")
    assert notes(lake, tournament_matchups.TABLE) == ["cbbd_gold.tournament_bracket_features holds nothing of 2025 yet"]

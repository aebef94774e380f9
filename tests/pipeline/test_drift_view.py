"""`cbbd-spark drift`: what it prints, and how it ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.console import Console

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.pipeline import drift_view
from cbbd_spark.raw import manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Difference, Drift
from cbbd_spark.settings import Settings, load
from tests.raw.entries import entry

FIELD = Drift(Difference.NEW_FIELD, "players[].new", 'array [1,"[/]"]', 3)
GONE = Drift(Difference.VANISHED_FIELD, "city", "", 20)
ENTRIES = [
    replace(entry(1), fetched_at="2024-11-05T09:00:00.000Z", run_id="first", drift=[FIELD]),
    replace(entry(2), fetched_at="2024-11-06T09:00:00.000Z", run_id="second", drift=[FIELD, GONE]),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load(environment={"CBBD_LAKE": str(tmp_path / "lake")})
    manifest.append(FolderStore(settings.lake.raw), "cbbd", "games", ENTRIES, after=0)
    return settings


def printed(settings: Settings, *chosen: str | None) -> list[list[str]]:
    """The table's rows without those that only continue one."""
    console = Console(width=200, record=True, file=io.StringIO())
    drift_view.drift(console, settings, *chosen)
    lines = [line.split("│")[1:-1] for line in console.export_text().splitlines()]
    return [[cell.strip() for cell in line] for line in lines if line]


def test_each_difference_is_a_line_with_place_example_and_dates(settings: Settings) -> None:
    assert printed(settings, None, None, None) == [
        ["games", "new field", "players[].new", 'array [1,"[/]"]', "2024-11-05T09:00", "2024-11-06T09:00", "2", "6"],
        ["games", "vanished field", "city", "", "2024-11-06T09:00", "2024-11-06T09:00", "1", "20"],
    ]


@pytest.mark.parametrize(
    ("chosen", "paths"),
    [
        (("games", None, None), ["players[].new", "city"]),
        (("venues", None, None), []),
        ((None, "first", None), ["players[].new"]),
        ((None, "third", None), []),
        ((None, None, "2024-11-06"), ["players[].new", "city"]),
        ((None, None, "2024-11-07"), []),
    ],
)
def test_the_table_is_cut_by_endpoint_run_and_day(
    settings: Settings, chosen: tuple[str | None, ...], paths: list[str]
) -> None:
    assert [row[2] for row in printed(settings, *chosen)] == paths


@pytest.mark.parametrize(
    ("chosen", "said"), [(("gams", None, None), "did you mean games"), ((None, None, "May"), "May")]
)
def test_words_that_mean_nothing_are_refused(settings: Settings, chosen: tuple[str | None, ...], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        printed(settings, *chosen)


def test_a_run_warns_once_per_endpoint_and_says_where_to_look() -> None:
    report = HarvestReport("r")
    values = [Drift(Difference.NEW_VALUE, "status", f"state {number}", 1) for number in range(4)]
    report.of("games").count(Outcome(Kind.LANDED, drift=(FIELD, *values)))
    report.of("games").count(Outcome(Kind.LANDED, drift=(FIELD,)))
    report.of("venues").count(Outcome(Kind.LANDED))
    console = Console(width=200, record=True, file=io.StringIO())
    drift_view.warn(console, report)
    assert console.export_text().splitlines() == [
        '  drift: games: new field players[].new (array [1,"[/]"]); new value status (state 0); '
        "new value status (state 1); 2 more (`cbbd-spark drift --endpoint games`)"
    ]


def test_the_command_ends_well_also_where_nothing_has_landed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cbbd_spark", "drift", "--endpoint", "games"],
        env={**os.environ, "CBBD_LAKE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "every answer is as the contract says\n"

"""Raw alone makes the tables: the same as those that grew, and those of any moment that is past."""

from __future__ import annotations

import json
import signal
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from aiohttp import web

from cbbd_spark.pipeline.steps import all_steps
from cbbd_spark.simulator import league
from cbbd_spark.simulator.server import create_app, serve_in_thread
from cbbd_spark.spec.table import Table
from tests.e2e import contents
from tests.e2e.conftest import SEASON, Lake

pytestmark = [pytest.mark.e2e, pytest.mark.replay]

PIPELINE = ("pipeline", "--seasons", str(SEASON))
NOWHERE = "http://127.0.0.1:9"
LOST = ("cbbd_bronze.venues", "cbbd_silver.fct_games", "cbbd_gold.team_season_summary")
DOUBTFUL = ("cbbd_silver.fct_lines", "cbbd_gold.game_predictions_features")
# When and by which run, which differ between any two runs.
RUN = ("_run_id", "_updated_at")
Tables = dict[str, list[str]]


@dataclass
class Grown:
    """A lake that was filled in January and again after the season, when nothing can be asked any more."""

    lake: Lake
    january: str
    tables_of_january: Tables
    tables: Tables


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    root = tmp_path_factory.mktemp("grown") / "lake"
    with serve_in_thread(_league(date(2025, 1, 10))) as url:
        _done(Lake(root, url).run(*PIPELINE))
    january, of_january = datetime.now(UTC).isoformat(), contents.tables(root, RUN)
    with serve_in_thread(_league(None)) as url:
        _done(Lake(root, url).run(*PIPELINE, "--refresh"))
    return Grown(Lake(root, NOWHERE), january, of_january, contents.tables(root, RUN))


def test_the_past_is_what_the_lake_was_then(grown: Grown, tmp_path: Path) -> None:
    _done(grown.lake.run("replay", "--as-of", grown.january, "--into", str(tmp_path / "january")))
    assert grown.tables_of_january != grown.tables
    _same(contents.tables(tmp_path / "january", RUN), grown.tables_of_january)
    _same(contents.tables(grown.lake.root, RUN), grown.tables)


def test_tables_made_of_raw_alone_are_those_that_grew(grown: Grown, tmp_path: Path) -> None:
    now = datetime.now(UTC).isoformat()
    _done(grown.lake.run("replay", "--as-of", now, "--into", str(tmp_path / "now")))
    ours, theirs = contents.tables(tmp_path / "now", RUN), dict(grown.tables)
    for name in _made_whole():
        # There a row that did not change keeps the time of the answer which it first came from.
        ours[name], theirs[name] = ([_without_time(row) for row in each[name]] for each in (ours, theirs))
    _same(ours, theirs)


def test_a_replay_puts_right_what_is_wrong_leaves_the_rest_alone_and_may_be_killed(grown: Grown) -> None:
    root = grown.lake.root
    before, catalog = contents.snapshots(root), contents.catalog(root)
    for lost in LOST:
        catalog.drop_table(lost)
    for doubtful in DOUBTFUL:
        catalog.load_table(doubtful).delete(
            "season = 2025 and home_team_id > 2" if "bronze" in doubtful else "season = 2025"
        )
    _kill_at(grown.lake.start("replay"), "written  silver.fct_games")
    _done(grown.lake.run("replay"))
    _same(contents.tables(root, RUN), grown.tables)
    after = contents.snapshots(root)
    assert {name for name in after if after[name] != before[name]} == {*LOST, *DOUBTFUL}


def _league(today: date | None) -> web.Application:
    return create_app(league.generate([SEASON], teams=4, seed=5, games_per_team=3, today=today))


def _done(process: subprocess.CompletedProcess[str]) -> None:
    assert process.returncode == 0, process.stdout + process.stderr


def _kill_at(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if words in line:
            break
    else:
        pytest.fail(f"the run ended without {words!r}")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def _made_whole() -> list[str]:
    tables = [step.thing for step in all_steps().values() if isinstance(step.thing, Table)]
    return [table.full_name for table in tables if table.unit or not table.is_incremental]


def _without_time(row: str) -> str:
    return json.dumps({name: value for name, value in json.loads(row).items() if name != "_observed_at"})


def _same(ours: Tables, theirs: Tables) -> None:
    assert ours.keys() == theirs.keys()
    for name in theirs:
        assert ours[name] == theirs[name], name

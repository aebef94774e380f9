"""What happens to raw in the night: who is on duty reads which answers it was, and runs the pipeline again."""

from __future__ import annotations

import json
import shutil

import pytest
from aiohttp import web

from cbbd_spark.raw import manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.simulator.server import REQUEST_LOG
from tests.e2e import contents
from tests.e2e.conftest import SEASON, Lake

pytestmark = [pytest.mark.e2e, pytest.mark.replay]

PIPELINE = ("pipeline", "--seasons", str(SEASON))


def test_damaged_answers_are_named_the_rest_is_built_and_the_next_run_heals(
    lake: Lake, league_app: web.Application
) -> None:
    assert lake.run(*PIPELINE).returncode == 0
    whole = contents.tables(lake.root)
    shutil.rmtree(lake.root / "warehouse")
    (lake.root / "catalog.db").unlink()
    boxes, plays = _largest(lake, "games_teams"), _largest(lake, "plays_date")
    _flip(lake, boxes)
    (lake.root / "raw" / plays.object).unlink()

    done = lake.run("pipeline", "--from", "bronze")
    assert done.returncode == 3, done.stdout + done.stderr
    assert f"{boxes.object} is damaged" in done.stdout
    assert f"{plays.object} is gone" in done.stdout
    report = json.loads(max((lake.root / "meta" / "runs").glob("*.json")).read_text("utf-8"))
    assert report["set_aside"] == boxes.rows + plays.rows
    assert {step["status"] for step in report["steps"]} <= {"written", "unchanged", "up to date"}
    built = contents.tables(lake.root)
    assert {name for name in whole if built[name] == whole[name]} >= {"cbbd_silver.fct_games", "cbbd_silver.dim_teams"}
    assert len(built["cbbd_bronze.games_teams"]) == len(whole["cbbd_bronze.games_teams"]) - boxes.rows

    calls = len(league_app[REQUEST_LOG])
    done = lake.run(*PIPELINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(league_app[REQUEST_LOG]) == calls + 2
    healed = contents.tables(lake.root)
    assert healed.keys() == whole.keys()
    for name in whole:
        assert healed[name] == whole[name], name


def _largest(lake: Lake, endpoint: str) -> Entry:
    store = FolderStore(lake.root / "raw")
    return max((entry for _, entry in manifest.entries(store, "cbbd", endpoint)), key=lambda entry: entry.rows)


def _flip(lake: Lake, entry: Entry) -> None:
    file = lake.root / "raw" / entry.object
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)

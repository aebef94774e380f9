"""Run it twice, get it once; kill it anywhere, get it once."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from aiohttp import web

from cbbd_spark.pipeline.steps import all_steps
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.simulator.server import REQUEST_LOG
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Table
from tests.e2e import contents
from tests.e2e.conftest import SEASON, Lake

pytestmark = pytest.mark.e2e

PIPELINE = ("pipeline", "--seasons", str(SEASON))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, api: str) -> Lake:
    """A lake after one clean run."""
    lake = Lake(tmp_path_factory.mktemp("clean") / "lake", api)
    done = lake.run(*PIPELINE)
    assert done.returncode == 0, done.stdout + done.stderr
    return lake


def test_every_table_that_has_a_source_has_rows(clean: Lake) -> None:
    empty = {name for name, held in contents.tables(clean.root).items() if not held}
    things = [step.thing for step in all_steps().values()]
    by_name = {one.full_name for one in things if isinstance(one, Table) and _is_asked_by_name_only(one)}
    # The league's season is over: no game is to come.
    assert empty == by_name | {"cbbd_gold.upcoming_team_game_context", "cbbd_gold.upcoming_player_game_context"}


def _is_asked_by_name_only(table: Table) -> bool:
    """Whether a table is made of answers that nobody has asked for."""
    return any(isinstance(each, Endpoint) and not each.is_planned for each in table.inputs)


def test_a_second_run_makes_no_snapshot_no_file_and_no_call(clean: Lake, league_app: web.Application) -> None:
    before = contents.snapshots(clean.root), contents.files(clean.root)
    calls = len(league_app[REQUEST_LOG])
    done = clean.run(*PIPELINE)
    assert done.returncode == 0, done.stdout
    assert (contents.snapshots(clean.root), contents.files(clean.root)) == before
    assert len(league_app[REQUEST_LOG]) == calls


def test_building_again_by_force_writes_nothing(clean: Lake) -> None:
    """Without the memory of earlier runs everything is compared anew, and nothing differs."""
    before = contents.snapshots(clean.root)
    contents.catalog(clean.root).drop_table("cbbd_meta.runs")
    done = clean.run("pipeline", "--from", "bronze")
    assert done.returncode == 0, done.stdout
    assert contents.snapshots(clean.root) == before


def test_asking_again_for_what_has_not_changed_writes_nothing(clean: Lake) -> None:
    before = contents.snapshots(clean.root), contents.files(clean.root)
    done = clean.run(*PIPELINE, "--refresh")
    assert done.returncode == 0, done.stdout
    assert (contents.snapshots(clean.root), contents.files(clean.root)) == before


def test_keys_are_unique_and_never_null(clean: Lake) -> None:
    for step in all_steps().values():
        if isinstance(step.thing, Table):
            held = contents.rows(clean.root, step.thing.full_name)
            keys = [tuple(row[name] for name in step.thing.key) for row in held]
            assert len(keys) == len(set(keys)), step.name
            assert not any(None in key for key in keys), step.name


def test_the_report_of_a_run_adds_up(clean: Lake) -> None:
    report = json.loads(min((clean.root / "meta" / "runs").glob("*.json")).read_text("utf-8"))
    assert report["exit_code"] == 0
    landed = {name: each["rows"] for name, each in report["ingest"]["endpoints"].items()}
    for step in report["steps"]:
        layer, name = step["step"].split(".")
        if layer == "bronze":
            assert step["inserted"] == landed.get(name, 0)
        assert step["read"] == sum(
            step[word] for word in ("inserted", "updated", "unchanged", "duplicates", "stale")
        ) + (step["set_aside"] if layer != "bronze" else 0)


def test_killed_anywhere_and_run_again_it_ends_as_one_clean_run(
    clean: Lake, lake: Lake, league_app: web.Application
) -> None:
    _kill_in_ingest(lake, league_app)
    for word in ("written  bronze.", "written  silver.", "written  gold."):
        _kill_after(lake, word)
    done = lake.run(*PIPELINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _records_in_raw(lake.root) == _records_in_raw(clean.root)
    ours, theirs = contents.tables(lake.root), contents.tables(clean.root)
    assert ours.keys() == theirs.keys()
    for name in theirs:
        assert ours[name] == theirs[name], name


def test_a_second_run_at_once_says_who_is_at_work(lake: Lake) -> None:
    first = lake.start(*PIPELINE, CBBD_REQUESTS_PER_SECOND="5")
    try:
        deadline = time.monotonic() + 60
        while not (lake.root / "raw").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        second = lake.run("ingest", "--seasons", str(SEASON))
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert second.returncode == 5
    assert str(first.pid) in second.stderr


def _kill_in_ingest(lake: Lake, app: web.Application) -> None:
    before = len(app[REQUEST_LOG])
    process = lake.start(*PIPELINE, CBBD_REQUESTS_PER_SECOND="20")
    while len(app[REQUEST_LOG]) < before + 15:
        assert process.poll() is None
        time.sleep(0.02)
    _kill(process)


def _kill_after(lake: Lake, word: str) -> None:
    process = lake.start(*PIPELINE)
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            break
    _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _records_in_raw(root: Path) -> dict[str, list[bytes]]:
    """Records by endpoint, as the manifests tell of them."""
    store = FolderStore(root / "raw")
    return {
        name: sorted(
            record
            for _, entry in manifest.entries(store, "cbbd", name)
            for record in layout.unpacked(store.read(entry.object))
        )
        for name in endpoints()
    }

"""A process that dies at each named moment of a write leaves the old rows or the new ones, and the next run ends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web

from cbbd_spark.failpoint import VARIABLE
from cbbd_spark.simulator import league
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.e2e import contents
from tests.e2e.conftest import SEASON, Lake

pytestmark = pytest.mark.e2e

PIPELINE = ("pipeline", "--seasons", str(SEASON), "--only", "gold.conference_standings", "--with-upstream")
KILLED = -9


def _app(today: date | None) -> web.Application:
    return create_app(league.generate([SEASON], teams=6, seed=5, games_per_team=4, today=today))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Tables of the whole season after one clean run."""
    root = tmp_path_factory.mktemp("clean") / "lake"
    with serve_in_thread(_app(None)) as url:
        done = Lake(root, url).run(*PIPELINE)
    assert done.returncode == 0, done.stdout + done.stderr
    return contents.tables(root)


@pytest.fixture(scope="module")
def battered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, dict[str, dict[str, list[str]]]]]:
    """A lake half of whose season was written, then the whole, by runs that died, with what readers saw each time."""
    root = tmp_path_factory.mktemp("battered") / "lake"
    seen: dict[str, dict[str, list[str]]] = {}
    with serve_in_thread(_app(date(2025, 1, 10))) as url:
        lake = Lake(root, url)
        for moment in ("publish.before", "publish.after", "run.before-log"):
            _die(lake, moment)
            seen[f"first {moment}"] = contents.tables(root)
        assert lake.run(*PIPELINE).returncode == 0
        seen["half"] = contents.tables(root)
    with serve_in_thread(_app(None)) as url:
        lake = Lake(root, url)
        for moment in ("merge.before-write", "merge.after-write", "publish.before", "publish.after"):
            _die(lake, moment, "--refresh")
            seen[f"then {moment}"] = contents.tables(root)
        done = lake.run(*PIPELINE, "--refresh")
        assert done.returncode == 0, done.stdout + done.stderr
        yield lake, seen


def _die(lake: Lake, moment: str, *more: str) -> None:
    done = lake.run(*PIPELINE, *more, **{VARIABLE: moment})
    assert done.returncode == KILLED, done.stdout + done.stderr


def test_it_ends_as_one_clean_run(
    battered: tuple[Lake, dict[str, dict[str, list[str]]]], clean: dict[str, list[str]]
) -> None:
    held = contents.tables(battered[0].root)
    for name, rows in clean.items():
        if ".fct_" in name or "_gold." in name:
            assert held[name] == rows, name


def test_readers_saw_the_old_rows_or_the_new_ones(
    battered: tuple[Lake, dict[str, dict[str, list[str]]]], clean: dict[str, list[str]]
) -> None:
    _, seen = battered
    tables = [name for name in clean if "_silver." in name or "_gold." in name]
    for moment, held in seen.items():
        new = clean if moment.startswith("then") else seen["half"]
        old = seen["half"] if moment.startswith("then") else {}
        for name in tables:
            assert held.get(name, []) in (old.get(name, []), new[name]), (moment, name)
    assert all(not rows for name, rows in seen["first publish.before"].items() if name in tables)
    assert any(rows for name, rows in seen["first publish.after"].items() if name in tables)


def test_nothing_is_left_of_branches(battered: tuple[Lake, dict[str, dict[str, list[str]]]]) -> None:
    catalog = contents.catalog(battered[0].root)
    for database in (("cbbd_silver",), ("cbbd_gold",)):
        for name in catalog.list_tables(database):
            assert set(catalog.load_table(name).metadata.refs) <= {"main"}, name


def test_a_run_that_died_after_it_published_is_not_repeated(tmp_path: Path, api: str) -> None:
    lake = Lake(tmp_path / "lake", api)
    _die(lake, "run.before-log")
    before = contents.snapshots(lake.root)
    done = lake.run(*PIPELINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "up to date  silver.fct_games" in done.stdout
    assert contents.snapshots(lake.root) == before
    # Nobody has said yet what the rules between tables make of it.
    report = json.loads(max((lake.root / "meta" / "runs").glob("*.json")).read_text("utf-8"))
    assert "elo_goes_on_from_game_to_game" in {each["check"] for each in report["between_tables"]}

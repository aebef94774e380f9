"""`cbbd-spark raw`: what it prints, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from cbbd_spark.errors import CheckFailed, ConfigurationError, ExitCode
from cbbd_spark.pipeline import raw_view
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import Settings, load
from tests.raw.entries import entry, land

RECORDS = [b'{"id":1,"name":"Caf\xc3\xa9"}', b'{"id":2.0}', b'{"id" : 3}']


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(environment={"CBBD_LAKE": str(tmp_path / "lake")})


@pytest.fixture
def store(settings: Settings) -> FolderStore:
    return FolderStore(settings.lake.raw)


def listed(capfdbinary: pytest.CaptureFixture[bytes]) -> list[str]:
    """Keys of the objects that were listed."""
    return [line.split()[-1] for line in capfdbinary.readouterr().out.decode().splitlines()]


def test_a_line_says_what_landed_and_ends_with_its_object(
    settings: Settings, store: FolderStore, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (landed,) = land(store, [RECORDS])
    raw_view.ls(settings, None, None, None)
    line = capfdbinary.readouterr().out.decode().split()
    assert line == [
        landed.fetched_at, "games", "3", str(landed.object_bytes), "season=2024", "team=0", landed.object
    ]  # fmt: skip


def test_the_list_is_cut_by_endpoint_season_and_run(
    settings: Settings, store: FolderStore, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (game,), (team,) = land(store, [RECORDS]), land(store, [RECORDS], endpoint="games_teams")
    other = msgspec.structs.replace(entry(5), params={"season": 2025}, run_id="another")
    manifest.append(store, "cbbd", "games", [other], after=1)
    expected = {
        (None, None, None): [game, other, team],
        ("games_teams", None, None): [team],
        (None, 2025, None): [other],
        (None, None, "r"): [game, team],
        ("games", 2024, "another"): [],
    }
    for words, entries in expected.items():
        raw_view.ls(settings, *words)
        assert listed(capfdbinary) == [one.object for one in entries], words


def test_an_endpoint_that_is_not_known_is_named_with_its_nearest(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="did you mean games_teams"):
        raw_view.ls(settings, "game_teams", None, None)


def test_records_are_printed_in_their_own_bytes(
    settings: Settings, store: FolderStore, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (landed,) = land(store, [RECORDS])
    raw_view.cat(settings, landed.object, None)
    assert capfdbinary.readouterr().out.splitlines() == RECORDS
    raw_view.cat(settings, landed.request_hash, 2)
    assert capfdbinary.readouterr().out.splitlines() == RECORDS[:2]


def test_of_a_request_the_newest_answer_is_printed(
    settings: Settings, store: FolderStore, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (landed,) = land(store, [RECORDS])
    newer = msgspec.structs.replace(landed, object=landed.object.replace("2024", "2025"), fetched_at="2025-01-01")
    store.create(newer.object, layout.packed([b'{"id":9}']))
    store.create(landed.object.rpartition("/")[0] + "/zzz-foreign", b"foreign")
    manifest.append(store, "cbbd", "games", [newer], after=1)
    raw_view.cat(settings, landed.request_hash, None)
    assert capfdbinary.readouterr().out == b'{"id":9}\n'


@pytest.mark.parametrize("what", ["ab" * 8, "cbbd/games", "cbbd/games/no/such", "../outside", ""])
def test_what_did_not_land_is_said(settings: Settings, store: FolderStore, what: str) -> None:
    land(store, [RECORDS])
    with pytest.raises(ConfigurationError, match="raw ls"):
        raw_view.cat(settings, what, None)


def test_a_damaged_object_is_said(settings: Settings, store: FolderStore) -> None:
    (landed,) = land(store, [RECORDS])
    (store.root / landed.object).write_bytes(b"no gzip")
    with pytest.raises(CheckFailed, match="raw verify"):
        raw_view.cat(settings, landed.object, None)


def test_the_exit_code_of_verify_says_whether_all_is_well(settings: Settings, store: FolderStore) -> None:
    console = Console(record=True, quiet=True, width=200)
    landed = land(store, [RECORDS, RECORDS])
    assert raw_view.verify_raw(console, settings, None) is ExitCode.DONE
    (store.root / landed[0].object).unlink()
    assert raw_view.verify_raw(console, settings, None) is ExitCode.SET_ASIDE
    assert raw_view.verify_raw(console, settings, "games") is ExitCode.SET_ASIDE
    assert raw_view.verify_raw(console, settings, "lines") is ExitCode.DONE


def test_verify_tells_what_is_wrong_and_what_to_do(
    settings: Settings, store: FolderStore, capsys: pytest.CaptureFixture[str]
) -> None:
    landed = land(store, [RECORDS, RECORDS])
    (store.root / landed[0].object).unlink()
    store.create("cbbd/games/[bold]notes.txt", b"")
    raw_view.verify_raw(Console(width=200), settings, None)
    said = capsys.readouterr().out
    assert f"{landed[0].object}: 3 records of {landed[0].fetched_at}" in said
    assert "put back a copy" in said
    assert "cbbd/games/[bold]notes.txt" in said


@pytest.mark.parametrize("command", ["ls", "cat"])
def test_a_reader_that_leaves_early_is_no_fault(settings: Settings, store: FolderStore, command: str) -> None:
    """As in `cbbd-spark raw ls | head`: what is printed is more than a pipe holds."""
    (landed,) = land(store, [[b'{"id":1}'] * 50_000])
    long = msgspec.structs.replace(landed, params={"team": "x" * 1000})
    manifest.append(store, "cbbd", "games", [long] * 200, after=1)
    process = subprocess.Popen(
        [sys.executable, "-m", "cbbd_spark", "raw", command, *([landed.object] if command == "cat" else [])],
        env={**os.environ, "CBBD_LAKE": settings.lake.path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0

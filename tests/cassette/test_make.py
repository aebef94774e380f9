"""`make cassette KEY=...`, as it is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cbbd_spark
from cbbd_spark.errors import ExitCode
from tests.cassette.taking import CANARY, SEASON, RealApi
from tests.ingest.harvesting import files_with

REPOSITORY = Path(cbbd_spark.__file__).parents[1]
BIN = Path(sys.executable).parent


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which everything that is written lands in a folder of its own."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("CBBD_", "MAKE", "BEARER_"))}
    return outside | {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "CBBD_REQUESTS_PER_SECOND": "1000",
    }


def make(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    # -o: what `make setup` would do has been done, or this test would not run.
    command = ["make", "-o", "setup", "cassette", f"BIN={BIN}", *arguments]
    return subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def command_lines() -> Iterator[tuple[int, bytes]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                yield int(folder.name), (folder / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue


def test_the_key_reaches_no_argument_no_file_and_no_output(real: RealApi, home: dict[str, str], tmp_path: Path) -> None:
    seen: list[int] = []
    others: list[bytes] = []

    def look() -> None:
        for number, line in command_lines():
            if CANARY.encode() in line:
                seen.append(number)
            if b"cbbd-spark\0cassette" in line:
                others.append(line)

    real.at_each_call = look
    real.quota = 3  # enough to look at the processes, and the worst of ends
    with real.served() as url, make(home | {"CBBD_BASE_URL": url}, f"KEY={CANARY}") as process:
        output, _ = process.communicate(timeout=100)
    assert "the month's calls are used up" in output
    assert process.returncode != 0
    assert real.calls[0] == "/games"
    # What is typed stands in make's own arguments, and nowhere else.
    assert set(seen) <= {process.pid}
    assert others, "the command was running when the processes were looked at"
    assert CANARY not in output
    assert files_with(CANARY, tmp_path) == []
    assert files_with("stopped: the month's calls are used up", tmp_path) != []


def test_a_key_of_the_environment_is_in_no_command_line_at_all(
    real: RealApi, home: dict[str, str], tmp_path: Path
) -> None:
    seen: list[int] = []
    real.at_each_call = lambda: seen.extend(number for number, line in command_lines() if CANARY.encode() in line)
    real.quota = 0
    with real.served() as url, make(home | {"CBBD_BASE_URL": url, "CBBD_API_KEY": CANARY}) as process:
        output, _ = process.communicate(timeout=100)
    assert "the month's calls are used up" in output
    assert (len(real.calls), seen) == (1, [])


def test_a_variable_called_key_that_was_not_typed_is_not_sent(real: RealApi, home: dict[str, str]) -> None:
    with real.served() as url, make(home | {"CBBD_BASE_URL": url, "KEY": CANARY}) as process:
        output, _ = process.communicate(timeout=100)
    assert "no API key: set CBBD_API_KEY" in output
    assert real.calls == []


def test_the_command_ends_with_3_when_something_differs(real: RealApi, home: dict[str, str], tmp_path: Path) -> None:
    real.changes["/games"] = lambda game: game.update(mood="good")
    with real.served() as url:
        ran = subprocess.run(
            [BIN / "cbbd-spark", "cassette", "--season", str(SEASON), "--budget", "1", "--into", tmp_path / "kept"],
            env=home | {"CBBD_BASE_URL": url, "CBBD_API_KEY": CANARY},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == ExitCode.SET_ASIDE, ran.stderr
    assert "mood" in ran.stdout

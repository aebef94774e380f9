"""A small league behind a real server, and the command as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from aiohttp import web

from cbbd_spark.simulator import league
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.conftest import FAST_START

SEASON = 2025
COMMAND = (sys.executable, "-m", "cbbd_spark")


@pytest.fixture(scope="session")
def league_app() -> web.Application:
    """Eight teams, a handful of games each."""
    return create_app(league.generate([SEASON], teams=8, seed=7, games_per_team=6))


@pytest.fixture(scope="session")
def api(league_app: web.Application) -> Iterator[str]:
    with serve_in_thread(league_app) as url:
        yield url


@dataclass(frozen=True)
class Lake:
    """A lake of its own, and how to run the command on it."""

    root: Path
    base_url: str

    def environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        return {
            **os.environ,
            "CBBD_LAKE": str(self.root),
            "CBBD_BASE_URL": self.base_url,
            "CBBD_API_KEY": "canary-of-the-tests",
            "CBBD_REQUESTS_PER_SECOND": "500",
            "CBBD_CONF": str(_conf(self.root)),
            **extra,
        }

    def run(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """Runs the command to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment(extra),
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    def start(self, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        """Starts the command; what it says comes line by line from `stdout`."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment({"PYTHONUNBUFFERED": "1", **extra}),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )


def _conf(root: Path) -> Path:
    """The project's settings, with Spark started as for small frames."""
    folder = root.parent / "conf"
    if not folder.exists():
        shutil.copytree(Path(__file__).parents[2] / "conf", folder)
        (folder / "local.yaml").write_text(yaml.safe_dump({"spark": {"conf": FAST_START}}), "utf-8")
    return folder


@pytest.fixture
def lake(tmp_path: Path, api: str) -> Lake:
    return Lake(tmp_path / "lake", api)

"""kill -9 while answers go to S3 and the state to DynamoDB, both of them a moto server."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.harvesting import run, settings_for
from tests.ingest.killed import ENDPOINTS
from tests.ingest.league import SEASON, Served, dataset, served
from tests.ingest.test_killed import ROOT, assert_a_kill_costs_nothing, assert_all_is_there_once

MOMENTS = [("after ledger", 1), ("before object", 9), ("after object", 9), ("after segment", 1)]


@pytest.fixture
def source(bucket: str, table: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("CBBD_RAW_URI", bucket)
    monkeypatch.setenv("CBBD_CHECKPOINT_TABLE", table)
    dataset()
    with served() as server:
        yield server


@pytest.mark.parametrize(("moment", "count"), MOMENTS, ids=[f"{moment} {count}" for moment, count in MOMENTS])
async def test_a_run_after_a_kill_ends_as_one_clean_run(
    source: Served, tmp_path: Path, moment: str, count: int
) -> None:
    lake = tmp_path / "lake"
    await assert_a_kill_costs_nothing(source, lake, moment, count)
    assert not lake.exists(), "something of it stayed on this machine"


async def test_kills_at_any_time_lose_nothing_and_double_nothing(source: Served, tmp_path: Path) -> None:
    lake, rng = tmp_path / "lake", random.Random(7)  # noqa: S311 (any time will do)
    killed = 0
    for _ in range(6):
        command = [sys.executable, "-m", "tests.ingest.killed", source.url, str(lake), str(SEASON)]
        before = len(source.answered())
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: ASYNC220
        while len(source.answered()) == before and process.poll() is None:
            time.sleep(0.005)  # noqa: ASYNC251
        # Its first call of this run was answered: from here on it writes.
        time.sleep(rng.uniform(0, 0.2))  # noqa: ASYNC251
        process.kill()
        killed += process.wait() == -signal.SIGKILL
    assert killed >= 3, "the run was done before it had been killed in earnest"
    settings = settings_for(source.url, lake)
    await run(settings, ENDPOINTS, [SEASON])
    assert_all_is_there_once(settings)
    assert (await run(settings, ENDPOINTS, [SEASON])).calls == 0

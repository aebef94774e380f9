"""kill -9 at every kind of moment, and the next run: nothing lost, nothing twice, few calls more."""

from __future__ import annotations

import multiprocessing
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from cbbd_spark.settings import Settings
from tests.ingest.harvesting import entries, landed, raw_of, run, settings_for
from tests.ingest.killed import ENDPOINTS, UNDER_WAY, run_until
from tests.ingest.league import SEASON, Served, dataset, held, served

ROOT = Path(__file__).resolve().parents[2]
NEVER = 10**9


@pytest.fixture
def source() -> Iterator[Served]:
    dataset()
    with served() as server:
        yield server


def start(source: Served, lake: Path, moment: str = "never", count: int = NEVER) -> BaseProcess:
    # Forked, because a new interpreter takes longer to start than the harvest takes.
    context = multiprocessing.get_context("fork")
    process = context.Process(target=run_until, args=(source.url, lake, SEASON, moment, count))
    process.start()
    return process


def end(process: BaseProcess) -> int | None:
    process.join(60)
    return process.exitcode


def assert_all_is_there_once(settings: Settings) -> list[str]:
    """Every record, every object named once, no other object; gives the objects."""
    named = [entry.object for endpoint in ENDPOINTS for entry in entries(settings, endpoint)]
    assert len(named) == len(set(named)), "an answer stands in the manifest twice"
    stored = [key for key in raw_of(settings).list("") if "/_manifest/" not in key]
    assert sorted(named) == stored, "the manifest and the objects differ"
    for endpoint in ENDPOINTS:
        assert set(landed(settings, endpoint)) == held(endpoint)
    return stored


def assert_whole(settings: Settings, source: Served) -> None:
    stored = assert_all_is_there_once(settings)
    assert len({key.rsplit("/", 1)[0] for key in stored}) == len(stored), "a request has landed twice"
    assert_little_is_asked_again(settings, source)


async def assert_a_kill_costs_nothing(source: Served, lake: Path, moment: str, count: int) -> None:
    """A run that is killed at the moment, and the next one, end as one clean run."""
    assert end(start(source, lake, moment, count)) == -signal.SIGKILL, "the moment never came"
    settings = settings_for(source.url, lake)
    assert (await run(settings, ENDPOINTS, [SEASON])).set_aside == 0
    assert_whole(settings, source)


def assert_little_is_asked_again(settings: Settings, source: Served) -> None:
    """A call is made once more for each kill at which it was under way, at most."""
    file = settings.lake.root.parent / UNDER_WAY
    under_way = Counter(file.read_text().splitlines() if file.exists() else ())
    again = Counter({call: count - 1 for call, count in source.answered().items() if count > 1})
    assert again <= under_way


MOMENTS = [
    ("after lease", 1),
    ("before ledger", 1),
    ("before ledger", 6),
    ("after ledger", 1),
    ("after ledger", 8),
    ("before object", 9),
    ("after object", 1),
    ("after object", 9),
    ("before segment", 1),
    ("after segment", 1),
    ("after segment", 3),
]


@pytest.mark.parametrize(("moment", "count"), MOMENTS, ids=[f"{moment} {count}" for moment, count in MOMENTS])
async def test_a_run_after_a_kill_ends_as_one_clean_run(
    source: Served, tmp_path: Path, moment: str, count: int
) -> None:
    await assert_a_kill_costs_nothing(source, tmp_path / "lake", moment, count)


async def test_twenty_kills_at_random_moments_lose_nothing_and_double_nothing(source: Served, tmp_path: Path) -> None:
    lake, rng = tmp_path / "lake", random.Random(20)  # noqa: S311 (any moment will do)
    kinds = ["after ledger", "after object", "before ledger", "before object"]
    killed = 0
    for _ in range(20):
        moment, count = rng.choice(kinds), rng.randrange(1, 6)
        killed += end(start(source, lake, moment, count)) == -signal.SIGKILL
    assert killed == 20, "the run was done before it had been killed in earnest"
    settings = settings_for(source.url, lake)
    await run(settings, ENDPOINTS, [SEASON])
    assert_all_is_there_once(settings)
    assert_little_is_asked_again(settings, source)
    assert (await run(settings, ENDPOINTS, [SEASON])).calls == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_what_is_under_way_finish_and_says_so(tmp_path: Path, number: signal.Signals) -> None:
    lake = tmp_path / "lake"
    with served(latency=0.05) as source:
        command = [sys.executable, "-m", "tests.ingest.killed", source.url, str(lake), str(SEASON)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: ASYNC220
        while not source.answered():
            assert process.poll() is None
            time.sleep(0.005)  # noqa: ASYNC251
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)
        assert f"ended by {number.name}" in output.decode()
        settings = settings_for(source.url, lake)
        report = await run(settings, ENDPOINTS, [SEASON])
        assert report.calls > 0, "the signal came too late to prove anything"
        assert max(source.answered().values()) == 1, "a call that had been answered was made again"
        assert_whole(settings, source)

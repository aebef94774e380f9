"""Two backfills at once, and one that slept while another took over: real processes, one lake."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cbbd_spark.errors import Busy, ExitCode
from cbbd_spark.ingest import work
from cbbd_spark.raw.verify import Kind, verify
from cbbd_spark.settings import Settings
from cbbd_spark.state.lease import TERM, Holding, Lease
from cbbd_spark.state.process import this_process
from tests.ingest.commanding import VENUE, Held, said_at_its_end, start
from tests.ingest.harvesting import entries, raw_of, run
from tests.ingest.misbehaving import FaultServer, records


@pytest.fixture
def held(server: FaultServer) -> Iterator[Held]:
    answer = Held()
    server.script = {"/venues": [answer, records([VENUE])]}
    yield answer
    answer.may_go.set()


def assert_whole(settings: Settings) -> None:
    assert not any(found.findings for found in verify(raw_of(settings)))


def test_of_two_that_are_started_together_one_is_told_so_and_no_call_is_made_twice(
    server: FaultServer, settings: Settings, held: Held
) -> None:
    both = [start(server.url, settings.lake.root, "venues", "conferences") for _ in range(2)]
    held.until_asked()
    busy = first_to_end(both)
    said = said_at_its_end(busy)
    assert busy.returncode == ExitCode.BUSY, said
    assert "another run is at work" in said
    assert "Traceback" not in said
    held.may_go.set()
    (other,) = (process for process in both if process is not busy)
    said = said_at_its_end(other)
    assert other.returncode == ExitCode.DONE, said
    assert sorted(server.paths()) == ["/conferences", "/venues"]
    assert_whole(settings)


def first_to_end(processes: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """The only one that can end: the other waits for an answer."""
    while True:
        for process in processes:
            if process.poll() is not None:
                return process
        time.sleep(0.01)


async def test_one_that_was_stopped_while_another_took_over_wakes_up_and_writes_nothing(
    server: FaultServer, settings: Settings, held: Held
) -> None:
    paused = start(server.url, settings.lake.root, "venues")
    held.until_asked()
    paused.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, paused.pid, os.WSTOPPED | os.WNOWAIT)  # noqa: ASYNC222
    later = datetime.now(UTC) + TERM + timedelta(seconds=1)
    report = await run(settings, ["venues"], run_id="next", now=lambda: later)
    assert report.total("landed") == 1
    after = sorted(raw_of(settings).list(""))
    held.may_go.set()
    paused.send_signal(signal.SIGCONT)
    said = said_at_its_end(paused)
    assert paused.returncode == ExitCode.BUSY, said
    assert "does not hold the lease" in said
    assert sorted(raw_of(settings).list("")) == after
    assert [entry.run_id for entry in entries(settings, "venues")] == ["next"]
    assert_whole(settings)


class NoLease(Lease):
    """One that everybody has."""

    guard = None  # type: ignore[assignment]

    def acquire(self) -> Holding:
        return Holding(this_process("anybody"), datetime.now(UTC), datetime.now(UTC) + TERM)

    def renew(self) -> None:
        pass

    def release(self) -> None:
        pass


async def test_without_the_lease_a_call_is_made_twice_and_raw_is_whole_all_the_same(
    server: FaultServer, settings: Settings, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is created once and never changed cannot be spoiled: the second to write its segment is refused."""
    server.script = {"/venues": [held]}
    with monkeypatch.context() as nobody_waits:
        nobody_waits.setattr(work, "Lease", NoLease)
        both = asyncio.gather(*(run(settings, ["venues"]) for _ in range(2)), return_exceptions=True)
        while len(server.calls) < 2:  # noqa: ASYNC110 (the server is in another thread)
            await asyncio.sleep(0.01)
        held.may_go.set()
        ends = await both
    assert server.paths() == ["/venues", "/venues"]
    assert [type(end) for end in ends if isinstance(end, BaseException)] in ([], [Busy])
    found = [finding.kind for folder in verify(raw_of(settings)) for finding in folder.findings]
    assert set(found) <= {Kind.ORPHAN}, "an answer that nobody names is the worst of it"
    assert {entry.rows for entry in entries(settings, "venues")} == {1}
    assert (await run(settings, ["venues"])).calls == 0

"""SIGTERM and SIGINT, once and twice, to the command as its caller starts it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cbbd_spark.settings import Settings
from tests.ingest.commanding import Held, said_at_its_end, start
from tests.ingest.harvesting import entries, run
from tests.ingest.misbehaving import FaultServer

both = pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["SIGTERM", "SIGINT"]
)


@pytest.fixture
def held(server: FaultServer) -> Iterator[Held]:
    answer = Held()
    server.script = {"/venues": [answer]}
    yield answer
    answer.may_go.set()


def told_while_it_waits(
    server: FaultServer, settings: Settings, held: Held, number: signal.Signals
) -> subprocess.Popen[str]:
    """A command that waits for an answer and has taken note of the signal."""
    process = start(server.url, settings.lake.root, "venues")
    held.until_asked()
    process.send_signal(number)
    wait_for_the_handler_to_have_gone(process)
    return process


def wait_for_the_handler_to_have_gone(process: subprocess.Popen[str]) -> None:
    """The first signal has been taken note of when the next one would have its plain effect."""
    bits = 1 << (signal.SIGTERM - 1) | 1 << (signal.SIGINT - 1)
    while True:
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
        caught = int(status.split("SigCgt:")[1].split()[0], 16)
        if not caught & bits:
            return
        assert process.poll() is None


@both
async def test_the_first_signal_lets_the_answer_under_way_land_and_has_its_own_code(
    server: FaultServer, settings: Settings, held: Held, number: signal.Signals, code: int
) -> None:
    process = told_while_it_waits(server, settings, held, number)
    held.may_go.set()
    said = said_at_its_end(process)
    assert process.returncode == code
    assert f"ended by {number.name}; what landed is kept" in said
    assert "Traceback" not in said
    assert len(entries(settings, "venues")) == 1
    assert (await run(settings, ["venues"])).calls == 0


@both
async def test_the_second_signal_ends_it_at_once_and_the_next_run_goes_on(
    server: FaultServer, settings: Settings, held: Held, number: signal.Signals, code: int
) -> None:
    process = told_while_it_waits(server, settings, held, number)
    process.send_signal(number)
    said_at_its_end(process)  # though nobody has let the answer go
    assert process.returncode == -number
    held.may_go.set()
    assert (await run(settings, ["venues"])).total("landed") == 1
    assert len(entries(settings, "venues")) == 1

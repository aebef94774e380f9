from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from cbbd_spark.errors import Busy
from cbbd_spark.state import process
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.lease import TERM, Lease
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.state.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_second_run_is_told_who_is_at_work_and_since_when(state: KeyValue, clock: Clock) -> None:
    Lease(state, "ingest", "run-one", clock).acquire()
    clock.now += timedelta(seconds=30)
    with pytest.raises(Busy, match=rf"run-one, process {os.getpid()} on .*, since 2024-11-05 00:30:00"):
        Lease(state, "ingest", "run-two", clock).acquire()


def test_a_lease_that_was_given_back_is_free(state: KeyValue, clock: Clock) -> None:
    first = Lease(state, "ingest", "one", clock)
    first.acquire()
    first.release()
    assert Lease(state, "ingest", "two", clock).acquire().owner.run_id == "two"


def test_two_leases_do_not_touch_each_other(state: KeyValue, clock: Clock) -> None:
    Lease(state, "ingest", "one", clock).acquire()
    Lease(state, "pipeline", "two", clock).acquire()


def test_a_lease_that_ran_out_is_taken_and_its_old_holder_learns_it(state: KeyValue, clock: Clock) -> None:
    old = Lease(state, "ingest", "old", clock)
    old.acquire()
    clock.now += TERM
    new = Lease(state, "ingest", "new", clock)
    new.acquire()
    with pytest.raises(Busy, match="new"):
        old.renew()
    old.release()
    with pytest.raises(Busy, match="new"):
        Lease(state, "ingest", "third", clock).acquire()


def test_a_renewed_lease_does_not_run_out(state: KeyValue, clock: Clock) -> None:
    first = Lease(state, "ingest", "one", clock)
    first.acquire()
    for _ in range(5):
        clock.now += TERM * 0.9
        first.renew()
    with pytest.raises(Busy):
        Lease(state, "ingest", "two", clock).acquire()


def hold_for_ever(path: str, said: Connection) -> None:
    Lease(SqliteKeyValue(Path(path)), "ingest", "killed", lambda: datetime.now(UTC)).acquire()
    said.send("held")
    signal.pause()


def test_the_lease_of_a_process_that_was_killed_is_taken_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    mine, theirs = multiprocessing.Pipe()
    holder = multiprocessing.get_context("fork").Process(target=hold_for_ever, args=(str(path), theirs))
    holder.start()
    assert mine.recv() == "held"
    state = SqliteKeyValue(path)
    with pytest.raises(Busy, match="killed"):
        Lease(state, "ingest", "next", lambda: datetime.now(UTC)).acquire()
    os.kill(holder.pid or 0, signal.SIGKILL)
    os.waitid(os.P_PID, holder.pid or 0, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried
    Lease(state, "ingest", "next", lambda: datetime.now(UTC)).acquire()
    holder.join()
    state.close()


def test_a_process_on_another_host_is_not_known_to_be_dead() -> None:
    assert not process.is_dead(process.Owner("elsewhere", 1, "", "r"))


def test_a_living_process_under_the_number_of_a_dead_one_is_not_taken_for_it() -> None:
    mine = process.this_process("r")
    assert not process.is_dead(mine)
    assert process.is_dead(process.Owner(mine.host, mine.pid, "an earlier start", "r"))

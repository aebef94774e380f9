"""A run that was paused for longer than its lease wakes up and may write no more."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from cbbd_spark.errors import Busy
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.lease import TERM, Lease
from cbbd_spark.state.ledger import Ledger, Row, Status
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.state.clock import Clock


def row(reason: str) -> Row:
    return Row(endpoint="games", request_hash="ab", params={}, status=Status.LANDED, reason=reason)


def last_word(state: KeyValue) -> str:
    return Ledger(state, "cbbd").rows("games")["ab"].reason


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_who_renews_its_lease_goes_on_writing(state: KeyValue, clock: Clock) -> None:
    lease = Lease(state, "ingest", "one", clock)
    lease.acquire()
    ledger = Ledger(state, "cbbd", lease)
    for word in ("first", "second", "third"):
        clock.now += TERM / 2
        lease.renew()
        ledger.put("games", [row(word)])
        ledger.see_segments("games", 1)
    assert last_word(state) == "third"


def test_who_has_lost_its_lease_writes_neither_rows_nor_segments(state: KeyValue, clock: Clock) -> None:
    old, new = Lease(state, "ingest", "old", clock), Lease(state, "ingest", "new", clock)
    old.acquire()
    stale = Ledger(state, "cbbd", old)
    stale.put("games", [row("old")])
    clock.now += TERM
    new.acquire()
    Ledger(state, "cbbd", new).put("games", [row("new")])
    with pytest.raises(Busy, match="another run is at work: new"):
        stale.put("games", [row("stale")])
    with pytest.raises(Busy):
        stale.see_segments("games", 9)
    assert last_word(state) == "new"
    assert Ledger(state, "cbbd").segments_seen("games") == 0
    assert stale.row("games", "ab") == row("old"), "what was refused is not remembered as written"


def test_without_its_guard_who_has_lost_its_lease_overwrites_the_next_run(state: KeyValue, clock: Clock) -> None:
    old, new = Lease(state, "ingest", "old", clock), Lease(state, "ingest", "new", clock)
    old.acquire()
    clock.now += TERM
    new.acquire()
    Ledger(state, "cbbd", new).put("games", [row("new")])
    Ledger(state, "cbbd").put("games", [row("stale")])
    assert last_word(state) == "stale"


def test_who_has_given_its_lease_back_writes_no_more(state: KeyValue, clock: Clock) -> None:
    lease = Lease(state, "ingest", "one", clock)
    lease.acquire()
    lease.release()
    with pytest.raises(Busy):
        Ledger(state, "cbbd", lease).put("games", [row("late")])


def hold_and_write_late(path: str, talk: Connection, *, guarded: bool) -> None:
    """A run that holds the lease, writes, and writes again when it is told to."""
    state = SqliteKeyValue(Path(path))
    lease = Lease(state, "ingest", "paused", lambda: datetime.now(UTC))
    lease.acquire()
    ledger = Ledger(state, "cbbd", lease if guarded else None)
    ledger.put("games", [row("before the pause")])
    talk.send("held")
    talk.recv()
    try:
        ledger.put("games", [row("after the pause")])
        talk.send("written")
    except Busy as refusal:
        talk.send(str(refusal))


def pause_and_take_over(state: KeyValue, path: Path, *, guarded: bool) -> str:
    """What became of the write of a process that was stopped while this one took its lease."""
    mine, theirs = multiprocessing.Pipe()
    paused = multiprocessing.get_context("fork").Process(
        target=hold_and_write_late, args=(str(path), theirs), kwargs={"guarded": guarded}
    )
    paused.start()
    assert mine.recv() == "held"
    os.kill(paused.pid or 0, signal.SIGSTOP)
    os.waitid(os.P_PID, paused.pid or 0, os.WSTOPPED | os.WNOWAIT)
    lease = Lease(state, "ingest", "next", lambda: datetime.now(UTC) + TERM + timedelta(seconds=1))
    lease.acquire()
    Ledger(state, "cbbd", lease).put("games", [row("of the next run")])
    os.kill(paused.pid or 0, signal.SIGCONT)
    mine.send("go on")
    said: str = mine.recv()
    paused.join()
    return said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def test_a_process_that_was_stopped_while_another_took_over_is_refused(file: Path) -> None:
    state = SqliteKeyValue(file)
    assert "another run is at work: next" in pause_and_take_over(state, file, guarded=True)
    assert last_word(state) == "of the next run"
    state.close()


def test_without_its_guard_the_stopped_process_overwrites_the_next_run(file: Path) -> None:
    state = SqliteKeyValue(file)
    assert pause_and_take_over(state, file, guarded=False) == "written"
    assert last_word(state) == "after the pause"
    state.close()

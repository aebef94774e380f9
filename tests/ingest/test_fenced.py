"""A run that was paused between its lease and its segment: what it landed stands in the manifest once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cbbd_spark.errors import Busy
from cbbd_spark.ingest.segments import Segments
from cbbd_spark.ingest.source import known
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.state.keyvalue import Item, KeyValue
from cbbd_spark.state.lease import TERM, Lease
from cbbd_spark.state.ledger import Ledger, Row, Status
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.raw.entries import entry

VENUES = known()["venues"]
RECORD = b'{"id":1}'


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def state(state_file: Path) -> Iterator[KeyValue]:
    opened = SqliteKeyValue(state_file)
    yield opened
    opened.close()


@pytest.fixture
def raw(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "raw")


def ledger_of_a_run(state: KeyValue, run_id: str, at: datetime) -> Ledger:
    lease = Lease(state, "ingest/cbbd", run_id, lambda: at)
    lease.acquire()
    return Ledger(state, "cbbd", lease)


def land(raw: FolderStore, ledger: Ledger) -> Row:
    """An answer that has landed and stands in no segment yet."""
    landed = entry(1, [RECORD], endpoint=VENUES.name)
    raw.create(landed.object, layout.packed([RECORD]))
    row = Row(
        endpoint=VENUES.name,
        request_hash=landed.request_hash,
        params=landed.params,
        status=Status.LANDED,
        entry=landed,
    )
    ledger.put(VENUES.name, [row])
    return row


def paused_while_another_recovers(raw: FolderStore, state: KeyValue) -> tuple[Segments, Row, Ledger]:
    """A run's segments, and what it was about to write when another took over and wrote it."""
    start = datetime(2024, 11, 5, tzinfo=UTC)
    paused = ledger_of_a_run(state, "paused", start)
    segments = Segments(raw, paused, VENUES)
    segments.recover()
    row = land(raw, paused)
    next_one = ledger_of_a_run(state, "next", start + TERM + timedelta(seconds=1))
    Segments(raw, next_one, VENUES).recover()
    return segments, row, paused


def named(raw: FolderStore) -> list[str]:
    return [each.object for _, each in manifest.entries(raw, "cbbd", VENUES.name)]


def test_who_wakes_up_before_its_segment_does_not_write_it_a_second_time(raw: FolderStore, state: KeyValue) -> None:
    segments, row, _ = paused_while_another_recovers(raw, state)
    with pytest.raises(Busy, match="another run has written"):
        segments.write([row])
    assert named(raw) == [entry(1, [RECORD], endpoint=VENUES.name).object]


def test_a_run_that_looked_for_the_next_free_number_would_write_it_twice(
    raw: FolderStore, state: KeyValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    segments, row, ledger = paused_while_another_recovers(raw, state)
    monkeypatch.setattr(ledger, "segments_seen", lambda name: manifest.last_segment(raw, "cbbd", name))
    with pytest.raises(Busy):  # the ledger refuses, too late for the manifest
        segments.write([row])
    assert len(named(raw)) == 2


class Standstill(SqliteKeyValue):
    """Between the two first looks at the state whoever takes them stands still, and another run does its work."""

    def __init__(self, path: Path, meanwhile: Callable[[], None]) -> None:
        super().__init__(path)
        self._meanwhile = meanwhile
        self._looks = 0

    def get(self, partition: str, sort: str) -> Item | None:
        self._look()
        return super().get(partition, sort)

    def query(self, partition: str) -> dict[str, bytes]:
        self._look()
        return super().query(partition)

    def _look(self) -> None:
        self._looks += 1
        if self._looks == 2:
            self._meanwhile()


def recover_while_another_does(raw: FolderStore, state: KeyValue, path: Path) -> None:
    """A power cut has taken from the ledger that a segment was written; of two runs that recover one stands still."""
    start = datetime(2024, 11, 5, tzinfo=UTC)
    landed = land(raw, ledger_of_a_run(state, "cut off", start)).entry
    assert landed
    manifest.append(raw, "cbbd", VENUES.name, [landed], after=0)
    late = start + 2 * TERM
    lease = Lease(state, "ingest/cbbd", "paused", lambda: late)
    lease.acquire()

    def another() -> None:
        Segments(raw, ledger_of_a_run(state, "next", late + 2 * TERM), VENUES).recover()

    with closing(Standstill(path, another)) as seen, pytest.raises(Busy):
        Segments(raw, Ledger(seen, "cbbd", lease), VENUES).recover()


def test_who_stood_still_while_it_read_names_nothing_twice(raw: FolderStore, state: KeyValue, state_file: Path) -> None:
    recover_while_another_does(raw, state, state_file)
    assert len(named(raw)) == 1


def test_who_reads_the_number_of_segments_after_the_rows_names_an_answer_twice(
    raw: FolderStore, state: KeyValue, state_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Ledger.rows

    def without_the_number(self: Ledger, endpoint: str) -> Mapping[str, Row]:
        with monkeypatch.context() as inside:
            inside.setattr(Ledger, "segments_seen", lambda *_: 0)
            return rows(self, endpoint)

    monkeypatch.setattr(Ledger, "rows", without_the_number)
    recover_while_another_does(raw, state, state_file)
    assert len(named(raw)) == 2

"""Raw is replaced by an older copy while the ledger knows of answers that stand in no segment yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbbd_spark.ingest.segments import Segments
from cbbd_spark.ingest.source import known
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.state.ledger import Ledger, Row, Status
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.raw.entries import entry

VENUES = known()["venues"]
RECORD = b'{"id":1}'
ENTRY = entry(1, [RECORD], endpoint=VENUES.name)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Of a run that was killed between an answer and its segment."""
    made = Ledger(SqliteKeyValue(tmp_path / "state.db"), "cbbd")
    row = Row(
        endpoint=VENUES.name,
        request_hash=ENTRY.request_hash,
        params=ENTRY.params,
        status=Status.LANDED,
        rows=1,
        observed_at=ENTRY.fetched_at,
        entry=ENTRY,
    )
    made.put(VENUES.name, [row])
    return made


def recovered(raw: FolderStore, ledger: Ledger) -> tuple[list[str], Row]:
    """What the manifest names then, and the row."""
    Segments(raw, ledger, VENUES).recover()
    row = ledger.row(VENUES.name, ENTRY.request_hash)
    assert row is not None
    return [each.object for _, each in manifest.entries(raw, "cbbd", VENUES.name)], row


def test_what_the_copy_does_not_hold_is_not_named_but_asked_again(tmp_path: Path, ledger: Ledger) -> None:
    named, row = recovered(FolderStore(tmp_path / "raw"), ledger)
    assert named == []
    assert (row.status, row.entry, row.observed_at, row.reason) == (Status.FAILED, None, None, "lost from raw")


def test_what_the_copy_holds_is_named(tmp_path: Path, ledger: Ledger) -> None:
    raw = FolderStore(tmp_path / "raw")
    raw.create(ENTRY.object, layout.packed([RECORD]))
    named, row = recovered(raw, ledger)
    assert named == [ENTRY.object]
    assert (row.status, row.segment) == (Status.LANDED, 1)

"""An answer that raw has lost is asked for again, and only that one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cbbd_spark.bronze.soundness import DamagedAnswer
from cbbd_spark.ingest.due import Policy, is_due
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.source import SOURCE
from cbbd_spark.pipeline.asking_again import ask_again
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.settings import Settings, load
from cbbd_spark.sources import endpoints
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.lease import Lease
from cbbd_spark.state.ledger import Ledger, Row, Status
from cbbd_spark.state.place import open_state
from tests.bronze.landing import Raw

NOW = datetime(2025, 1, 10, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(environment={"CBBD_LAKE": str(tmp_path / "lake")})


@pytest.fixture
def state(settings: Settings) -> Iterator[KeyValue]:
    with closing(open_state(settings)) as opened:
        yield opened


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    return Raw(tmp_path / "lake" / "raw", endpoints()["venues"])


def _hold(state: KeyValue, entry: Entry) -> None:
    row = Row(
        endpoint=entry.endpoint,
        request_hash=entry.request_hash,
        params=entry.params,
        status=Status.LANDED,
        observed_at=entry.fetched_at,
        rows=entry.rows,
        entry=entry,
        segment=1,
    )
    Ledger(state, SOURCE).put(entry.endpoint, [row])


def _row(state: KeyValue, entry: Entry) -> Row:
    row = Ledger(state, SOURCE).row(entry.endpoint, entry.request_hash)
    assert row is not None
    return row


def test_what_is_damaged_is_due_at_once(settings: Settings, state: KeyValue, raw: Raw) -> None:
    entry = raw.land([{"id": 1}])
    _hold(state, entry)
    policy, request = Policy.of(settings.api), Request(raw.endpoint)
    assert not is_due(request, _row(state, entry), NOW, policy)
    ask_again(settings, "run-1", [DamagedAnswer(1, entry, "is gone")])
    assert is_due(request, _row(state, entry), NOW, policy)
    assert _row(state, entry).entry is None
    assert entry.object in _row(state, entry).reason


def test_a_newer_answer_that_is_held_stays_held(settings: Settings, state: KeyValue, raw: Raw) -> None:
    old = raw.land([{"id": 1}])
    new = raw.land([{"id": 2}], "2025-01-11T00:00:00.000Z")
    _hold(state, new)
    ask_again(settings, "run-1", [DamagedAnswer(1, old, "is gone")])
    assert _row(state, new).entry == new


def test_while_an_ingest_is_at_work_it_is_left_to_the_next_run(settings: Settings, state: KeyValue, raw: Raw) -> None:
    entry = raw.land([{"id": 1}])
    _hold(state, entry)
    lease = Lease(state, f"ingest/{SOURCE}", "ingest-1", lambda: datetime.now(UTC))
    lease.acquire()
    ask_again(settings, "run-1", [DamagedAnswer(1, entry, "is gone")])
    assert _row(state, entry).entry == entry
    lease.release()
    ask_again(settings, "run-2", [DamagedAnswer(1, entry, "is gone")])
    assert _row(state, entry).entry is None

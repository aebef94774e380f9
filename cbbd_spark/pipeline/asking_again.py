"""Answers whose objects are damaged are not held: the ledger is told, so that the next ingest asks for them again.

Without that nobody would: an answer that comes with the same bytes is `unchanged`, and nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime

import structlog
from msgspec.structs import replace

from cbbd_spark.bronze.soundness import DamagedAnswer
from cbbd_spark.errors import Stop
from cbbd_spark.ingest.source import SOURCE
from cbbd_spark.settings import Settings
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.lease import Lease
from cbbd_spark.state.ledger import Ledger, Row, Status
from cbbd_spark.state.place import open_state

log = structlog.get_logger()


def ask_again(settings: Settings, run_id: str, damaged: Collection[DamagedAnswer]) -> None:
    """Forgets those that are the newest of their request.

    What keeps it from that, as an ingest at work, is logged only: the next run finds the same answers.
    """
    if not damaged:
        return
    try:
        with closing(open_state(settings)) as state:
            _forget(state, run_id, damaged)
    except Stop as error:
        log.warning("damaged answers are not asked for again yet", reason=str(error))


def _forget(state: KeyValue, run_id: str, damaged: Collection[DamagedAnswer]) -> None:
    lease = Lease(state, f"ingest/{SOURCE}", run_id, lambda: datetime.now(UTC))
    lease.acquire()
    try:
        ledger = Ledger(state, SOURCE, lease)
        for each in damaged:
            row = ledger.row(each.entry.endpoint, each.entry.request_hash)
            if row and _is_newest(row, each):
                ledger.put(each.entry.endpoint, [_forgotten(row, each)])
    finally:
        lease.release()


def _is_newest(row: Row, damaged: DamagedAnswer) -> bool:
    return row.entry is not None and row.entry.object == damaged.entry.object


def _forgotten(row: Row, damaged: DamagedAnswer) -> Row:
    reason = f"{damaged.entry.object} {damaged.fault}"
    return replace(row, entry=None, segment=None, observed_at=None, status=Status.FAILED, reason=reason)

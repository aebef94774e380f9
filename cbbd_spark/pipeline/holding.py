"""Holds a lease while a block runs, so that two runs at once do not write the same tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog

from cbbd_spark.errors import Busy
from cbbd_spark.settings import Settings
from cbbd_spark.state.lease import TERM, Lease
from cbbd_spark.state.place import open_state

log = structlog.get_logger()


@contextmanager
def held(settings: Settings, name: str, run_id: str) -> Iterator[None]:
    """The lease `name` from here to the end of the block; Busy, which says who has it, when it is not free."""
    state = open_state(settings)
    lease = Lease(state, name, run_id, lambda: datetime.now(UTC))
    lease.acquire()
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(lease, over), name=f"lease-{name}", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()
        lease.release()
        state.close()


def _renew(lease: Lease, over: threading.Event) -> None:
    while not over.wait(TERM.total_seconds() / 6):
        try:
            lease.renew()
        except Busy as error:
            # Only a machine that slept for longer than the lease gets here; Iceberg's own lock decides then.
            log.error("the lease was lost", error=str(error))
            return

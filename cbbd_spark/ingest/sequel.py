"""What an answer means in the light of the last one to the same request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cbbd_spark.raw import layout
from cbbd_spark.raw.manifest import Difference, Drift
from cbbd_spark.state.ledger import Row, Status

# An answer counts as shrunken when it has less than half of the records of the one before, and so many fewer.
_SHRUNK_ROWS = 20
_TICK = timedelta(milliseconds=1)


def fetched_at(before: Row, now: str) -> str:
    """The time of an answer that lands: later than that of the last one, whatever the clock says.

    The newest answer counts in every table. After a clock was set back a correction would be older than what it
    corrects, and would never be seen.
    """
    last = before.entry.fetched_at if before.entry else ""
    # Both are texts of one length in UTC, so their order is that of time.
    return now if now > last else layout.timestamp(datetime.fromisoformat(last) + _TICK)


def emptiness(before: Row, now: str) -> Status:
    """Known empty is what has been empty on two different UTC days, without anything in between."""
    is_another_day = before.observed_at is not None and before.observed_at[:10] != now[:10]
    was_empty = before.status is Status.EMPTY and is_another_day
    return Status.KNOWN_EMPTY if was_empty or before.status is Status.KNOWN_EMPTY else Status.EMPTY


def shrinkage(before: Row, rows: int) -> Iterator[Drift]:
    """A warning when the answer is much shorter than the last one that landed: it lands all the same."""
    had = before.entry.rows if before.entry else 0
    if rows < had / 2 and had - rows >= _SHRUNK_ROWS:
        yield Drift(Difference.SHRUNK, "", f"{rows} of {had} records", rows)

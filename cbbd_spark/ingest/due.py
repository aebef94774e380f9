"""Whether a request must be asked, given what is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cbbd_spark.ingest.request import Request
from cbbd_spark.settings import Api
from cbbd_spark.state.ledger import Row, Status

_HELD = (Status.LANDED, Status.EMPTY)


@dataclass(frozen=True)
class Policy:
    """How long an answer holds.

    settle: a window that has been closed for so long is complete, and its answer holds for good
    open_answer: the age at which the answer for a window that is not complete yet is asked again
    reference: the same for what has no window at all
    refresh: everything is asked again
    """

    settle: timedelta
    open_answer: timedelta
    reference: timedelta
    refresh: bool = False

    @classmethod
    def of(cls, api: Api, *, refresh: bool = False) -> Policy:
        return cls(
            settle=timedelta(days=api.settle_days),
            open_answer=timedelta(hours=api.open_answer_hours),
            reference=timedelta(days=api.reference_days),
            refresh=refresh,
        )


def is_due(request: Request, row: Row | None, now: datetime, policy: Policy) -> bool:
    """True when the request was never answered well, or its answer is too old for what it is about."""
    if policy.refresh or row is None or row.status not in _HELD or row.observed_at is None:
        return True
    seen = datetime.fromisoformat(row.observed_at)
    if request.window is None:
        return now - seen >= policy.reference
    is_complete = seen >= request.window.end + policy.settle
    return not is_complete and now - seen >= policy.open_answer

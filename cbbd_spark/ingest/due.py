"""Whether a request must be asked, given what is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cbbd_spark.ingest.request import Request
from cbbd_spark.settings import Api
from cbbd_spark.state.ledger import Row, Status

_EMPTY = (Status.EMPTY, Status.KNOWN_EMPTY)
_ANSWERED = (Status.LANDED, *_EMPTY)
# A clock that was set back by an hour is no reason to ask everything again.
_MOST_SKEW = timedelta(days=1)


@dataclass(frozen=True)
class Policy:
    """How long an answer holds.

    settle: a window that has been closed for so long is complete, and its answer holds for good
    open_answer: the age at which the answer for a window that is not complete yet is asked again, at least
    known_empty: an empty answer for a complete window holds for so long: data come years later at times
    refused: what was refused is asked again after so long, and not in every run
    refresh: everything is asked again
    """

    settle: timedelta
    open_answer: timedelta
    known_empty: timedelta
    refused: timedelta
    refresh: bool = False

    @classmethod
    def of(cls, api: Api, *, refresh: bool = False) -> Policy:
        return cls(
            settle=timedelta(days=api.settle_days),
            open_answer=timedelta(hours=api.open_answer_hours),
            known_empty=timedelta(days=api.known_empty_days),
            refused=timedelta(hours=api.refused_hours),
            refresh=refresh,
        )


def is_due(request: Request, row: Row | None, now: datetime, policy: Policy) -> bool:
    """True when the request was never answered well, or its answer is too old for what it is about."""
    if policy.refresh or row is None:
        return True
    if row.status is Status.REFUSED and row.tried_at:
        return now - datetime.fromisoformat(row.tried_at) >= policy.refused
    seen = seen_at(row)
    if seen is None or seen - now > _MOST_SKEW:
        return True  # dated by a clock that was wrong, it would hold until that day comes
    if is_complete(request, seen, policy):
        return row.status in _EMPTY and now - seen >= policy.known_empty
    return now - seen >= _patience(request, row, policy)


def seen_at(row: Row | None) -> datetime | None:
    """When the request was last answered with something that counts."""
    if row is None or row.status not in _ANSWERED or row.observed_at is None:
        return None
    return datetime.fromisoformat(row.observed_at)


def is_complete(request: Request, seen: datetime, policy: Policy) -> bool:
    """Whether an answer of that time is the last word; what belongs to no time never has one."""
    return request.window is not None and seen >= request.window.end + policy.settle


def _patience(request: Request, row: Row, policy: Policy) -> timedelta:
    """The age at which an answer is asked again while it can still change."""
    if request.endpoint.refresh_days == 0:
        return timedelta()
    if row.status is Status.KNOWN_EMPTY:
        return policy.settle
    if request.endpoint.refresh_days == 1:
        return policy.open_answer
    return timedelta(days=request.endpoint.refresh_days)

"""What a run may spend: a budget of its own, and what is left of the month after a reserve for the daily runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from cbbd_spark.errors import OverBudget
from cbbd_spark.ingest.plan import Plan
from cbbd_spark.ingest.source import SOURCE, Source
from cbbd_spark.state.keyvalue import KeyValue

_PARTITION = "quota"
# Calls are made elsewhere too, and keys get better tiers: an older word of the API refuses nothing.
_BELIEVED_FOR = timedelta(days=1)
_MOST_NAMED = 4


class Said(msgspec.Struct, frozen=True):
    """How many calls of the month were left, as the API said at a time."""

    remaining: int
    at: datetime


@dataclass(frozen=True)
class Purse:
    """budget: calls that this run may make, None = as many as the month allows; reserve: calls to be left over."""

    budget: int | None = None
    reserve: int = 0

    def allowance(self, source: Source, left: int | None) -> int | None:
        """Calls that may still be made when so many are left of the month; None when nothing limits them."""
        limits = [] if self.budget is None else [self.budget - source.calls]
        if left is not None:
            limits.append(left - self.reserve)
        return max(0, min(limits)) if limits else None

    def insist(self, made: Plan, source: Source) -> None:
        """OverBudget when the plan takes more calls than may be made."""
        left = _left(source)
        allowance = self.allowance(source, left)
        if allowance is not None and made.calls > allowance:
            about = "about " if made.unknown.total() else ""
            raise OverBudget(
                f"this takes {about}{made.calls:,} calls ({_largest(made)}), and {allowance:,} may be made "
                f"({self._why(source, left)}): --partial takes the most valuable part of it, --endpoint names less"
            )

    def insist_on_one(self, source: Source) -> None:
        """OverBudget when not one more call may be made, by what the API has told this very run."""
        left = source.calls_remaining
        if self.allowance(source, left) == 0:
            raise OverBudget(
                f"no further call may be made ({self._why(source, left)}); what landed is kept, run again to go on"
            )

    def _why(self, source: Source, left: int | None) -> str:
        words = []
        if self.budget is not None:
            words.append(f"budget {self.budget:,}, {source.calls:,} of it used")
        if left is not None:
            kept = f", {self.reserve:,} of them kept for daily runs by quota.reserve" if self.reserve else ""
            words.append(f"{left:,} calls left this month{kept}")
        return "; ".join(words)


def _left(source: Source) -> int | None:
    return source.calls_recalled if source.calls_remaining is None else source.calls_remaining


def recall(state: KeyValue, now: datetime) -> int | None:
    """Calls left as the API last said; None when that is too long ago, or was in another month."""
    item = state.get(_PARTITION, SOURCE)
    if item is None:
        return None
    said = msgspec.json.decode(item.value, type=Said)
    is_fresh = now - said.at < _BELIEVED_FOR and said.at.astimezone(UTC).month == now.astimezone(UTC).month
    return said.remaining if is_fresh else None


def remember(state: KeyValue, source: Source, now: Callable[[], datetime]) -> None:
    if source.calls_remaining is not None and source.calls:
        said = Said(source.calls_remaining, now())
        state.put(_PARTITION, {SOURCE: msgspec.json.encode(said)})


def _largest(made: Plan) -> str:
    calls = Counter(request.endpoint.name for request in made.requests) + made.unknown
    named = [f"{name} {count:,}" for name, count in calls.most_common(_MOST_NAMED)]
    return ", ".join([*named, "and others"] if len(calls) > _MOST_NAMED else named)

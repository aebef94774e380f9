"""What came back from one call, before anybody has looked into the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Headers that say something about the answer. None of them is ever sent by us.
_OF_INTEREST = (
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "server",
    "x-calllimit-remaining",
)
_SECONDS = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Reply:
    """A status, headers with lower-case names, and the body as it came over the wire, not yet inflated."""

    url: str
    status: int
    headers: Mapping[str, str]
    wire: bytes

    @property
    def encoding(self) -> str:
        return self.headers.get("content-encoding", "identity").strip().lower()

    @property
    def calls_remaining(self) -> int | None:
        text = self.headers.get("x-calllimit-remaining", "").strip()
        return int(text) if _SECONDS.fullmatch(text) else None


def of_interest(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() in _OF_INTEREST}


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the source asks us to wait, by seconds or by a date; None when it does not say or says nonsense.

    A date is one of the source's clock, so it is measured from the reply's own `Date`; from `now` where there is none.
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = _moment(text)
    if moment is None:
        return None
    said_at = _moment(headers.get("date", "").strip()) or now
    return max(0.0, (moment - said_at).total_seconds())


def _moment(text: str) -> datetime | None:
    """A date of HTTP; None for what is none."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

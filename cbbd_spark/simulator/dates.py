"""Dates as the real server reads them: date-only is midnight UTC, and some texts pass the check but mean nothing."""

import re
from datetime import UTC, datetime, timedelta

_EXTENDED = re.compile(
    r"(?P<day>\d{4}(-\d{2}(-\d{2})?)?)"
    r"(?P<time>[T ](\d{2}:\d{2})(:\d{2}([.,]\d+)?)?)?"
    r"(?P<zone>Z|z|[+-]\d{2}:?\d{2})?"
)
_BASIC = re.compile(r"\d{8}(T\d{2,6}Z?)?|\d{4}-?W\d{2}(-?\d)?|\d{4}-?\d{3}")
_FILL = {4: "-01-01", 7: "-01", 10: ""}


class UnreadableDate(ValueError):
    """Not an ISO 8601 date at all: the server refuses the parameter."""


class InvalidDate(ValueError):
    """Valid ISO 8601 that JavaScript's Date does not read (`20241105`): the query fails on the server."""


def read_instant(text: str) -> datetime:
    """The instant that a parameter means."""
    if _BASIC.fullmatch(text):
        raise InvalidDate(text)
    match = _EXTENDED.fullmatch(text)
    if match is None:
        raise UnreadableDate(text)
    day = match["day"] + _FILL[len(match["day"])]
    clock = (match["time"] or "T00:00")[1:].replace(",", ".")
    zone = (match["zone"] or "Z").upper().replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{day}T{clock}{zone}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text) from error


def midnight(moment: datetime) -> datetime:
    """The beginning of the UTC day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def play_window(day: datetime, utc_offset: float = 0) -> tuple[datetime, datetime]:
    """The window of /plays/date, both ends inclusive (Q3).

    With an offset the start moves, while the end stays "the start's day of the month, plus one" within the
    month asked for: 5 hours for -5, 19 for +5, a month for -5 on the first (Q4).
    """
    first = midnight(day)
    start = first + timedelta(hours=utc_offset)
    end = first.replace(day=1) + timedelta(days=start.day)
    return start, end

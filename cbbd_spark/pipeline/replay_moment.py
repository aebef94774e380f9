"""The instant up to which a replay sees, out of the words of the command line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from cbbd_spark.errors import ConfigurationError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def instant_of(words: str, now: datetime) -> datetime:
    """`2025-03-01` is the end of that day in UTC, `2025-03-01T18:00:00Z` itself.

    ConfigurationError for what is neither, and for what is not over yet: it would be another replay tomorrow.
    """
    try:
        instant = _end_of(words) if _DAY.fullmatch(words) else datetime.fromisoformat(words)
    except ValueError as error:
        raise _no_moment(words) from error
    if instant.tzinfo is None:
        raise _no_moment(words)
    if instant > now:
        raise ConfigurationError(
            f"--as-of {words}: {instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} is still to come, it is "
            f"{now:%Y-%m-%dT%H:%M:%SZ} now: name a moment that is over"
        )
    return instant.astimezone(UTC)


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), datetime.min.time(), UTC)


def _no_moment(words: str) -> ConfigurationError:
    return ConfigurationError(f"--as-of {words!r} is no moment: write 2025-03-01, or 2025-03-01T18:00:00Z")

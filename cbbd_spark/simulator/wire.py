"""Values as a JavaScript server writes them: compact JSON, whole numbers without `.0`, UTC with milliseconds."""

import gzip
import math
from datetime import UTC, datetime
from typing import Any

import msgspec

Number = int | float

encode = msgspec.json.Encoder().encode
_FAST = 1


def plain(value: float) -> Number:
    """JavaScript has one number type, so 80.0 goes over the wire as 80."""
    return int(value) if value == int(value) else value


def rounded(value: float | None, digits: int = 1) -> Number | None:
    """Half away from zero, as the server's database rounds; None stays None."""
    if value is None:
        return None
    scale = 10**digits
    return plain(math.copysign(math.floor(abs(value) * scale + 0.5), value) / scale)


def ratio(part: float, whole: float, digits: int = 1, scale: float = 100) -> Number | None:
    """A share, in percent unless told otherwise; a zero divisor arrives as null (Q9)."""
    return rounded(scale * part / whole, digits) if whole else None


def zero_as_null(value: Number | None) -> Number | None:
    """Some columns pass through `x || null` on the server, which swallows a true zero (Q9)."""
    return value or None


def timestamp(moment: datetime) -> str:
    """An instant as `2024-11-05T00:30:00.000Z`; such texts sort as the instants do."""
    utc = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def season_label(season: int) -> str:
    """2025 is `20242025`."""
    return f"{season - 1}{season}"


def array(bodies: list[bytes]) -> bytes:
    """Records joined to one JSON array, each in its own bytes."""
    return b"[" + b",".join(bodies) + b"]"


def packed(body: bytes) -> bytes:
    """A gzip body, the same for the same bytes."""
    return gzip.compress(body, _FAST, mtime=0)


def pick(document: Any, path: str) -> Any:
    """The value at a dotted path of a decoded record, None where a step is missing."""
    for step in path.split("."):
        if not isinstance(document, dict):
            return None
        document = document.get(step)
    return document

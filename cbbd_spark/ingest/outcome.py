"""What came of a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cbbd_spark.raw.manifest import Drift


class Kind(Enum):
    """What came of a request, in one word."""

    LANDED = "landed"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    DEAD_LETTER = "dead_letter"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """What came of a request.

    body_bytes: of the inflated JSON; object_bytes: of what was stored; drift: of an answer that is new
    """

    kind: Kind
    rows: int = 0
    odd_rows: int = 0
    keyless_rows: int = 0
    body_bytes: int = 0
    object_bytes: int = 0
    reason: str = ""
    drift: tuple[Drift, ...] = ()

"""What must hold of a table. Every table's key is checked without being declared: unique, and not null."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """FAIL keeps the rows from readers; WARN is reported and kept, because the feed itself is known to break it."""

    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True)
class Check:
    """A rule for each row: `holds` is a Spark SQL condition; a row for which it is FALSE breaks the rule."""

    name: str
    holds: str
    severity: Severity = Severity.FAIL


def in_range(column: str, low: float, high: float, severity: Severity = Severity.WARN) -> Check:
    """`column` lies between `low` and `high`, both included, where it is not NULL."""
    return Check(f"{column}_in_range", f"{column} BETWEEN {low} AND {high}", severity)


def fraction(column: str, severity: Severity = Severity.WARN) -> Check:
    """`column` is a fraction, 0 to 1."""
    return in_range(column, 0, 1, severity)

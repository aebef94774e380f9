"""One difference between the real API and what this project believes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What differs; the first four are those of `raw.manifest.Difference`."""

    NEW_FIELD = "new field"
    VANISHED_FIELD = "vanished field"
    CHANGED_TYPE = "changed type"
    NEW_VALUE = "new value"
    NULL = "null"
    ORDER = "order of the rows"
    NO_ROWS = "no records"
    CAP = "row cap"
    HEADER = "header"
    STATUS = "status"
    METER = "count of the calls"
    CONTRACT = "published contract"
    QUIRK = "quirk"
    KEY = "key in the answer"
    UNREADABLE = "answer that cannot be read"


@dataclass(frozen=True, order=True)
class Finding:
    """A difference. `where` is a path in the record, a header, a step; `against` is what the answer was held to."""

    endpoint: str
    kind: Kind
    where: str
    detail: str
    against: str


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Each difference once, with all that was seen of it and all that it was found against."""
    found: dict[tuple[str, Kind, str], Finding] = {}
    for finding in findings:
        place = (finding.endpoint, finding.kind, finding.where)
        known = found.get(place)
        if known is None:
            found[place] = finding
        elif finding.against == known.against:
            found[place] = replace(known, detail=f"{known.detail}; {finding.detail}")
        elif finding.against not in known.against:
            found[place] = replace(known, against=f"{known.against}, {finding.against}")
    return sorted(found.values())

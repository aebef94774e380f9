"""The drift of many answers: each difference once, with how often it was seen and since when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cbbd_spark.raw.manifest import Difference, Drift, Entry


@dataclass
class Noticed:
    """A difference that several answers have. seen: as the first of them has it; rows: of all of them"""

    kind: Difference
    path: str
    seen: str
    answers: int = 0
    rows: int = 0

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind.value, self.path, f"({self.seen})" if self.seen else "") if part)


@dataclass
class Dated:
    """A difference of one endpoint's answers. since, until: fetched_at of the first and the last that has it"""

    endpoint: str
    since: str
    until: str
    what: Noticed


def notice(noticed: list[Noticed], drift: Drift) -> Noticed:
    """Adds one answer's drift to what was noticed before, and gives back the one that it counts for."""
    found = next((one for one in noticed if _sense(one) == _sense(drift)), None)
    if found is None:
        found = Noticed(drift.kind, drift.path, drift.seen)
        noticed.append(found)
    found.answers += 1
    found.rows += drift.rows
    return found


def history(endpoint: str, entries: Iterable[Entry]) -> list[Dated]:
    """What the answers of an endpoint have, oldest first."""
    noticed: list[Noticed] = []
    dated: dict[int, Dated] = {}
    for entry in sorted(entries, key=lambda entry: entry.fetched_at):
        for drift in entry.drift:
            what = notice(noticed, drift)
            dated.setdefault(id(what), Dated(endpoint, entry.fetched_at, "", what)).until = entry.fetched_at
    return list(dated.values())


def _sense(one: Noticed | Drift) -> tuple[Difference, str, str]:
    """What makes two differences the same: of a type the type and not the example, of a value the value."""
    if one.kind is Difference.NEW_VALUE:
        return one.kind, one.path, one.seen
    typed = one.kind in (Difference.NEW_FIELD, Difference.CHANGED_TYPE)
    return one.kind, one.path, one.seen.partition(" ")[0] if typed else ""

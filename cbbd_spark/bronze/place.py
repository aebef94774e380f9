"""How far a bronze table has come in the manifest of its endpoint, by its own newest commit.

An append cannot be repeated without harm, so the place moves with the data or not at all: each commit carries it in
its snapshot's summary. A run that was killed before its commit finds the old place, one that was killed after it the
new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.spec.endpoint import Endpoint

# An entry of a manifest, and the number of the segment that names it.
Numbered = tuple[int, Entry]

_THROUGH = "cbbd.manifest-through"
_OWED = "cbbd.manifest-owed"


@dataclass(frozen=True)
class Place:
    """Every answer up to segment `through` is in the table, but for those that are owed.

    owed: segment by key of the answers whose objects could not be read so far
    """

    through: int = 0
    owed: dict[str, int] = field(default_factory=dict)

    def holds(self, numbered: Numbered) -> bool:
        number, entry = numbered
        return number <= self.through and entry.object not in self.owed

    @property
    def start(self) -> int:
        """The last segment before the first one of which something is wanting."""
        return min((number - 1 for number in self.owed.values()), default=self.through)

    @property
    def properties(self) -> dict[str, str]:
        """The place as properties of a commit."""
        through = {_THROUGH: str(self.through)}
        owed = ",".join(f"{number}:{key}" for key, number in sorted(self.owed.items()))
        return {**through, _OWED: owed} if owed else through


def place_of(session: SparkSession, endpoint: Endpoint, at: int | None = None) -> Place | None:
    """The place, now or at an earlier snapshot, which must not have expired.

    None when the table has data and no commit that is left tells of it, as when snapshots expired.
    """
    is_empty = True
    for snapshot in snapshots.ancestors(session, endpoint.bronze_table, at):
        is_empty = False
        if _THROUGH in snapshot.summary:
            pairs = (pair.partition(":") for pair in snapshot.summary.get(_OWED, "").split(",") if pair)
            return Place(snapshot.count(_THROUGH), {key: int(number) for number, _, key in pairs})
    return Place() if is_empty else None

"""What one step did to one table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cbbd_spark.lakehouse.snapshots import Snapshot
from cbbd_spark.spec.check import Severity

# Counts columns, where every other check counts rows.
COLUMNS_HAVE_VALUES = "columns_have_values"


@dataclass(frozen=True)
class CheckResult:
    """What became of one rule: rows that were looked at, rows that break it, and the key of one of these as JSON."""

    check: str
    severity: Severity
    checked: int
    broken: int
    example: str | None = None

    @property
    def status(self) -> str:
        """`passed`, `warned` or `failed`."""
        if not self.broken:
            return "passed"
        return "failed" if self.severity is Severity.FAIL else "warned"


@dataclass(frozen=True)
class Outcome:
    """Rows by what became of them, and the commit, if there was one.

    read: rows that build() gave; duplicates: of those, rows of a key that another row of the batch won;
    set_aside: rows without a usable key, or records that were rescued in bronze; stale: rows older than what the
    table holds; rows_copied: rows that were written again only because they stand in a file with changed ones;
    games: those of which rows were written or deleted, None where that is not told.
    """

    read: int = 0
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    duplicates: int = 0
    stale: int = 0
    set_aside: int = 0
    snapshot_id: int | None = None
    files_written: int = 0
    bytes_written: int = 0
    rows_copied: int = 0
    seasons: tuple[int, ...] | None = None
    games: frozenset[int] | None = field(default=None, repr=False)
    checks: tuple[CheckResult, ...] = field(default=())

    @property
    def wrote(self) -> bool:
        return self.files_written > 0 or self.inserted + self.updated + self.deleted > 0

    @property
    def warnings(self) -> dict[str, int]:
        """Rows that break a rule that only warns, by its name."""
        warned = (each for each in self.checks if each.status == "warned" and each.check != COLUMNS_HAVE_VALUES)
        return {each.check: each.broken for each in warned}

    @property
    def empty_columns(self) -> int:
        """Columns without any value in a table that was made whole."""
        return sum(each.broken for each in self.checks if each.check == COLUMNS_HAVE_VALUES)

    def committed(self, snapshot: Snapshot | None) -> Outcome:
        """The same with the figures of the commit."""
        if snapshot is None:
            return self
        seasons = snapshot.seasons
        return replace(
            self,
            snapshot_id=snapshot.id,
            files_written=snapshot.count("added-data-files"),
            bytes_written=snapshot.count("added-files-size"),
            rows_copied=snapshot.count("spark.merge-into.num-target-rows-copied"),
            seasons=None if seasons is None else tuple(sorted(seasons)),
        )

"""What one step did to one table."""

from __future__ import annotations

from dataclasses import dataclass, field

from cbbd_spark.lakehouse.snapshots import Snapshot


@dataclass(frozen=True)
class Outcome:
    """Rows by what became of them, and the commit, if there was one.

    read: rows that build() gave; duplicates: of those, rows of a key that another row of the batch won;
    set_aside: rows without a usable key, or records that were rescued in bronze; stale: rows older than what the
    table holds; warnings: rows that break a rule that only warns, by its name.
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
    warnings: dict[str, int] = field(default_factory=dict)

    @property
    def wrote(self) -> bool:
        return self.files_written > 0 or self.inserted + self.updated + self.deleted > 0

    def committed(self, snapshot: Snapshot | None) -> Outcome:
        """The same with the figures of the commit."""
        if snapshot is None:
            return self
        return Outcome(
            **{
                **self.__dict__,
                "snapshot_id": snapshot.id,
                "files_written": snapshot.count("added-data-files"),
                "bytes_written": snapshot.count("added-files-size"),
            }
        )

"""Write, audit, publish: rows are written to a branch, and readers see them when main is moved there, in one commit.

A branch that failed its audit stays for a look, `VERSION AS OF 'audit_...'`, until a later one of its table is
published. What a crash left behind goes the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.failpoint import reached
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.snapshots import Snapshot, loaded

_PREFIX = "audit_"


class MainMoved(Exception):
    """Somebody else published in between; what was written was compared with what readers no longer see."""


@dataclass(frozen=True)
class Draft:
    """A branch of `table`, for rows that were compared with its snapshot `main` (None: with nothing)."""

    session: SparkSession
    table: str
    branch: str
    main: int | None

    @classmethod
    def begin(cls, session: SparkSession, table: str, run_id: str, main: int | None) -> Draft:
        """A new branch, in place of what an earlier try of the same run left."""
        branch = _PREFIX + re.sub(r"\W", "_", run_id).lower()
        draft = cls(session, table, branch, main)
        if branch in snapshots.branches(session, table):
            # In a commit of its own: of a table without data Iceberg makes no branch in place of another.
            draft.drop()
        loaded(session, table).manageSnapshots().createBranch(branch).commit()
        return draft

    @property
    def name(self) -> str:
        """The branch as a table that can be written to."""
        return f"{self.table}.branch_{self.branch}"

    @property
    def rows(self) -> DataFrame:
        """What the table would hold."""
        return self.session.read.option("branch", self.branch).table(self.table)

    @property
    def snapshot(self) -> Snapshot | None:
        return snapshots.head(self.session, self.table, self.branch)

    def on_main(self) -> Any:
        """Iceberg's table, of which main is where the rows were compared with it; MainMoved when it is not.

        That main is an ancestor of the branch does not do: whoever publishes removes this branch too, and then Iceberg
        writes it on top of what was published.
        """
        iceberg = loaded(self.session, self.table)
        now = iceberg.currentSnapshot()
        if (now.snapshotId() if now else None) != self.main:
            raise self._main_moved()
        return iceberg

    def publish(self) -> Snapshot | None:
        """Lets readers see it, and gives what they see. MainMoved when main is no longer what it was compared with."""
        reached("publish.before")
        head = self.snapshot
        change = self.on_main().manageSnapshots()
        try:
            change.fastForwardBranch(snapshots.MAIN, self.branch)
            for branch in snapshots.branches(self.session, self.table):
                if branch.startswith(_PREFIX):
                    change.removeBranch(branch)
            change.commit()
        except Exception as error:
            # An error after which main holds it is none: its answer was lost.
            if head is None or not snapshots.holds(self.session, self.table, head.id):
                # Whoever publishes removes the branches that then lead nowhere.
                if any(words in str(error) for words in ("not an ancestor", "does not exist")):
                    raise self._main_moved() from error
                raise
        reached("publish.after")
        return head

    def _main_moved(self) -> MainMoved:
        return MainMoved(f"{self.table}: main moved while {self.branch} was written")

    def drop(self) -> None:
        """As if nothing had been written."""
        loaded(self.session, self.table).manageSnapshots().removeBranch(self.branch).commit()

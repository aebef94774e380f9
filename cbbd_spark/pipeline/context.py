"""What every step of a run is given, and what it tells about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pyspark.sql import SparkSession

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.bronze.soundness import DamagedAnswer
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.scope import EVERYTHING, Scope
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.table import Layer, Table


@dataclass(frozen=True)
class Context:
    """What every step of a run is given. `seasons` None means all; `replay` None means that it takes what is new.

    `written`: what the run has written so far of the tables that a step follows, by their full names.
    A replay with an instant makes a lake of what had landed before it, one without corrects the lake that there is.
    """

    session: SparkSession
    store: RawStore
    run_id: str
    seasons: tuple[int, ...] | None
    memory: Mapping[str, Remembered]
    code: str
    replay: Selection | None = None
    written: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def corrects(self) -> bool:
        return self.replay is not None and self.replay.before is None

    def code_changed(self, step: str) -> bool:
        """Whether the step was never run by the code of today."""
        return step not in self.memory or self.memory[step].code != self.code

    def is_by_run(self, table: Table) -> bool:
        """Whether a run for some seasons builds only those of the table. Silver holds whatever has landed."""
        if table.layer is Layer.GOLD:
            return not table.takes_all
        return self.corrects

    def seasons_of(self, table: Table) -> tuple[int, ...] | None:
        """Seasons to build of a table; None means all."""
        return self.seasons if self.is_by_run(table) else None

    def with_own_session(self) -> Context:
        """For whoever writes: the properties of commits are settings of a session."""
        return replace(self, session=self.session.newSession())


@dataclass(frozen=True)
class Done:
    """What a step tells about itself. `looked` is False when it did not have to look.

    inputs: the snapshots of its inputs that all of the table is made of; snapshot_id: the table's own afterwards;
    scope: the part of the table that was built; made_of: what went into it, for the lineage, by its name there;
    damaged: answers that could not be read
    """

    outcome: Outcome = field(default_factory=Outcome)
    inputs: Mapping[str, int | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    looked: bool = True
    snapshot_id: int | None = None
    scope: Scope = EVERYTHING
    made_of: Mapping[str, int | None] = field(default_factory=dict)
    damaged: tuple[DamagedAnswer, ...] = ()

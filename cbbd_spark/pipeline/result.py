"""What became of one step, and of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.bronze.soundness import DamagedAnswer
from cbbd_spark.errors import ExitCode
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.lakehouse.outcome import CheckResult, Outcome
from cbbd_spark.lakehouse.scope import EVERYTHING, Scope
from cbbd_spark.pipeline.check_log import Judged


class Status(Enum):
    """WRITTEN made a snapshot; UNCHANGED looked and found nothing to write; UP_TO_DATE did not have to look."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    UP_TO_DATE = "up to date"
    FAILED = "failed"
    BLOCKED = "blocked"


DONE = (Status.WRITTEN, Status.UNCHANGED, Status.UP_TO_DATE)


@dataclass(frozen=True)
class StepResult:
    """`inputs` are the snapshots that were read, by table; `snapshot_id` is the table's current one afterwards.

    scope: the part of the table that was built; made_of: its inputs for the lineage; damaged: answers that could not
    be read
    """

    step: str
    status: Status
    started_at: datetime
    seconds: float
    outcome: Outcome = field(default_factory=Outcome)
    inputs: Mapping[str, int | None] = field(default_factory=dict)
    snapshot_id: int | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    exit_code: ExitCode = ExitCode.DONE
    scope: Scope = EVERYTHING
    made_of: Mapping[str, int | None] = field(default_factory=dict)
    damaged: tuple[DamagedAnswer, ...] = ()


@dataclass(frozen=True)
class RunReport:
    """A whole run. `harvest` is None when nothing was asked of the API, `replay` when nothing was made anew.

    between: what the rules between tables said of what the run has changed
    """

    run_id: str
    started_at: datetime
    seconds: float
    seasons: tuple[int, ...] | None
    code: str
    steps: tuple[StepResult, ...]
    harvest: HarvestReport | None
    replay: Selection | None = None
    between: tuple[Judged, ...] = ()

    @property
    def set_aside(self) -> int:
        """Answers in dead-letter, requests that failed, records rescued or of damaged answers, rows without a key."""
        return (self.harvest.set_aside if self.harvest else 0) + sum(s.outcome.set_aside for s in self.steps)

    @property
    def exit_code(self) -> ExitCode:
        """The gravest of what happened."""
        for code in (ExitCode.FAULT, ExitCode.CONFIGURATION, ExitCode.CHECKS):
            if any(step.exit_code is code for step in self.steps):
                return code
        if any(result.status == "failed" for judged in self.between for result in judged.results):
            return ExitCode.CHECKS
        return ExitCode.SET_ASIDE if self.set_aside else ExitCode.DONE

    def as_json(self) -> dict[str, Any]:
        """The report as it is stored in `meta/`."""
        return {
            "run_id": self.run_id,
            "started_at": self.started_at.isoformat(),
            "seconds": round(self.seconds, 3),
            "seasons": self.seasons,
            "replay": str(self.replay) if self.replay else None,
            "code": self.code,
            "exit_code": int(self.exit_code),
            "set_aside": self.set_aside,
            "ingest": self.harvest.as_dict() if self.harvest else None,
            "steps": [step_as_json(step) for step in self.steps],
            "between_tables": [
                {"subject": judged.subject, **_check_as_json(result)}
                for judged in self.between
                for result in judged.results
            ],
        }


def step_as_json(step: StepResult) -> dict[str, Any]:
    """One step as it is stored."""
    return {
        "step": step.step,
        "status": step.status.value,
        "started_at": step.started_at.isoformat(),
        "seconds": round(step.seconds, 3),
        **{name: value for name, value in vars(step.outcome).items() if name not in ("checks", "games")},
        "built": str(step.scope),
        "checks": [_check_as_json(result) for result in step.outcome.checks],
        "snapshot_id": step.snapshot_id,
        "inputs": dict(step.inputs),
        "notes": list(step.notes),
        "error": step.error,
    }


def _check_as_json(result: CheckResult) -> dict[str, Any]:
    return {**vars(result), "severity": result.severity.value, "status": result.status}

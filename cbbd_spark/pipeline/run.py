"""A run: ingest, then every table whose inputs have moved, in lineage order, several at once."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path

import structlog

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.errors import CheckFailed, ExitCode, Stop
from cbbd_spark.failpoint import reached
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.pipeline import check_log, lineage_log, provenance, run_log
from cbbd_spark.pipeline.asking_again import ask_again
from cbbd_spark.pipeline.audit_step import judge_run
from cbbd_spark.pipeline.bronze_step import take_landed
from cbbd_spark.pipeline.check_log import Judged
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.holding import held
from cbbd_spark.pipeline.result import RunReport, Status, StepResult
from cbbd_spark.pipeline.steps import INGEST, Step
from cbbd_spark.pipeline.table_step import bring_up_to_date
from cbbd_spark.pipeline.to_judge import to_judge
from cbbd_spark.raw.place import store_at
from cbbd_spark.settings import Settings
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Table
from cbbd_spark.telemetry import new_run_id

log = structlog.get_logger()

Harvest = Callable[[str], HarvestReport]
Listener = Callable[[StepResult], None]


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do. `seasons` None means all that the lake holds.

    replay: makes the tables anew, instead of bringing them up to date; raw: where answers lie, if not in this lake;
    backfills: seasons are asked for, which is more than a day's work
    """

    steps: tuple[Step, ...]
    seasons: tuple[int, ...] | None
    replay: Selection | None = None
    raw: str | None = None
    backfills: bool = False


def run(settings: Settings, plan: Plan, tell: Listener, harvest: Harvest | None = None) -> RunReport:
    """Carries the plan out and stores its report; what one step breaks stops only what depends on it.

    `harvest` is called with the run's id; without it nothing is asked. Raises what ends a run before any table: a
    wrong key, a quota used up, a lake in use.
    """
    if plan.raw is None:
        provenance.insist_on_no_replay(settings)
    started = datetime.now(UTC)
    run_id = new_run_id(started)
    clock = time.monotonic()
    tables = tuple(step for step in plan.steps if step.name != INGEST)
    code = run_log.code_fingerprint()
    with ThreadPoolExecutor(max_workers=1) as starter:
        # Spark starts while the answers come in.
        for_little = not plan.backfills and plan.replay is None and _has_tables_by(settings, code)
        session_to_be = starter.submit(open_session, settings, for_little=for_little) if tables else None
        harvested = None
        try:
            if harvest:
                harvested = harvest(run_id)
        finally:
            session = session_to_be.result() if session_to_be else None
    results: tuple[StepResult, ...] = ()
    between: tuple[Judged, ...] = ()

    def report() -> RunReport:
        seconds = time.monotonic() - clock
        return RunReport(run_id, started, seconds, plan.seasons, code, results, harvested, plan.replay, between)

    try:
        if session:
            with held(settings, "tables", run_id):
                create_databases(session)
                store = store_at(plan.raw or settings.raw_place)
                context = Context(session, store, run_id, plan.seasons, {}, code, plan.replay)
                # A lake that is to be corrected is not believed, nor is what is remembered of it.
                if not context.corrects:
                    context = replace(context, memory=run_log.remembered(session))
                results = _tables(context, tables, settings.spark.parallel_steps, tell)
                if plan.raw is None:
                    ask_again(settings, run_id, [each for result in results for each in result.damaged])
                changed = to_judge(context, tables, results)
                between = judge_run(session, changed, run_id, settings.spark.parallel_steps)
                reached("run.before-log")
                run_log.append(session, report())
                lineage_log.append(session, run_id, results)
                check_log.append(session, run_id, datetime.now(UTC), (*_judged(results), *between))
    finally:
        if session:
            session.stop()
    done = report()
    _store(settings, done)
    return done


def _judged(results: Sequence[StepResult]) -> tuple[Judged, ...]:
    return tuple(
        Judged(result.step, result.outcome.checks, result.outcome.snapshot_id)
        for result in results
        if result.outcome.checks
    )


def _tables(context: Context, steps: Sequence[Step], at_once: int, tell: Listener) -> tuple[StepResult, ...]:
    results: dict[str, StepResult] = {}
    names = {step.name: step for step in steps}
    graph = TopologicalSorter({step.name: [above for above in step.upstream if above in names] for step in steps})
    graph.prepare()
    with ThreadPoolExecutor(max_workers=at_once) as workers:
        running: dict[Future[StepResult], str] = {}
        while graph.is_active():
            for name in graph.get_ready():
                above = {each: results[each] for each in names[name].upstream if each in results}
                running[workers.submit(_step, _after(context, above, names), names[name], above)] = name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                results[name] = future.result()
                tell(results[name])
                graph.done(name)
    return tuple(results[step.name] for step in steps)


def _after(context: Context, above: Mapping[str, StepResult], steps: Mapping[str, Step]) -> Context:
    written = {
        thing.full_name: result.outcome
        for name, result in above.items()
        if isinstance(thing := steps[name].thing, Table) and result.status is Status.WRITTEN
    }
    return replace(context, written=written)


def _step(context: Context, step: Step, above: Mapping[str, StepResult]) -> StepResult:
    started, clock = datetime.now(UTC), time.monotonic()
    broken = [name for name, result in above.items() if result.status in (Status.FAILED, Status.BLOCKED)]
    if broken:
        return StepResult(step.name, Status.BLOCKED, started, 0.0, error=f"waits for {', '.join(broken)}")
    assert step.thing is not None  # noqa: S101 (only ingest has none, and it is no table)
    try:
        thing = step.thing
        done = take_landed(context, thing) if isinstance(thing, Endpoint) else bring_up_to_date(context, thing)
    except Exception as error:  # noqa: BLE001 (one table's fault must not take the others down)
        return _failed(step, started, clock, error)
    status = Status.UP_TO_DATE if not done.looked else Status.WRITTEN if done.outcome.wrote else Status.UNCHANGED
    return StepResult(
        step.name,
        status,
        started,
        time.monotonic() - clock,
        done.outcome,
        done.inputs,
        done.snapshot_id,
        done.notes,
        scope=done.scope,
        made_of=done.made_of,
        damaged=done.damaged,
    )


def _failed(step: Step, started: datetime, clock: float, error: Exception) -> StepResult:
    code = error.exit_code if isinstance(error, Stop) else ExitCode.FAULT
    if code is ExitCode.FAULT:
        log.error("step failed", step=step.name, traceback="".join(traceback.format_exception(error)))
    message = str(error).strip().split("\n", maxsplit=1)[0][:2000]
    refused = error.report if isinstance(error, CheckFailed) else None
    return StepResult(
        step.name,
        Status.FAILED,
        started,
        time.monotonic() - clock,
        # Nothing of it was written where readers look.
        Outcome(checks=refused.checks) if isinstance(refused, Outcome) else Outcome(),
        error=f"{type(error).__name__}: {message}" if code is ExitCode.FAULT else message,
        exit_code=code,
    )


def _reports(settings: Settings) -> Path:
    return settings.lake.meta / "runs"


def _has_tables_by(settings: Settings, code: str) -> bool:
    """Whether the tables were made last by this code, by the reports: other code makes all of them again."""
    for file in sorted(_reports(settings).glob("*.json"), reverse=True):
        report = json.loads(file.read_text("utf-8"))
        if report["steps"]:
            return bool(report["code"] == code)
    return False


def _store(settings: Settings, report: RunReport) -> None:
    folder = _reports(settings)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{report.run_id}.unfinished"
    unfinished.write_text(json.dumps(report.as_json(), indent=2, ensure_ascii=False), "utf-8")
    unfinished.replace(folder / f"{report.run_id}.json")

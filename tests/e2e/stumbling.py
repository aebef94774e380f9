"""A process whose tasks stumble at their first try, after all their rows went on: says as JSON what became of it.

The number of tries belongs to the session that all other tests share, so this one has a session of its own.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.lakehouse.session import open_session
from cbbd_spark.settings import load
from cbbd_spark.spec.table import Table
from tests.conftest import FAST_START
from tests.lakehouse.things import batch, held, made

Value = dict[str, Any]
Batches = Iterator[pa.RecordBatch]
Stumble = Callable[[Batches], Batches]
FIRST: list[Value] = [{"thing_id": 1, "a": "odd"}, {"thing_id": 2}, {"thing_id": 2}, {"thing_id": None}]
THEN: list[Value] = [{"thing_id": 1, "a": "odd"}, {"thing_id": 2, "a": "odd"}, {"thing_id": 3}, {"thing_id": 3}]


def failing(batches: Batches) -> Batches:
    """Gives every row, and then fails, once: whoever counted them has counted them for nothing."""
    yield from batches
    context = TaskContext.get()
    if context is not None and context.attemptNumber() == 0:
        raise RuntimeError("this task stumbles at its first try")


def losing(scratch: Path, name: str) -> Stumble:
    """One task waits until its neighbour has handed its rows on, and deletes them: the next stage finds nothing."""
    looked, lost = scratch / f"{name}.looked", scratch / f"{name}.lost"

    def lose(batches: Batches) -> Batches:
        yield from batches
        context = TaskContext.get()
        if context is None or lost.exists():
            return
        if context.partitionId():
            _until(looked.exists)
            return
        before = _shuffles(scratch)
        looked.touch()
        _until(lambda: _shuffles(scratch) - before)
        for file in _shuffles(scratch) - before:
            file.unlink()
        lost.touch()

    return lose


def _until(holds: Callable[[], object]) -> None:
    while not holds():
        time.sleep(0.05)


def _shuffles(scratch: Path) -> set[Path]:
    """What tasks have handed on to the next stage."""
    return set(scratch.rglob("shuffle_*.data"))


def _put(session: SparkSession, table: Table, values: list[Value], stumble: Stumble) -> Outcome:
    rows = batch(session, table, *values).repartition(2)
    return upsert(session, table, Batch(rows.mapInArrow(stumble, rows.schema), "stumbling"))


def _told(outcome: Outcome) -> dict[str, Any]:
    return {**msgspec.to_builtins(outcome), "warnings": outcome.warnings}


def main(lake: str, how: str, tries: str) -> None:
    settings = load(environment={"CBBD_LAKE": lake})
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        conf = {**FAST_START, "spark.local.dir": folder}
        spark = msgspec.structs.replace(settings.spark, master=f"local[2,{tries}]", conf=conf)
        session = open_session(msgspec.structs.replace(settings, spark=spark), app="stumbling")
        try:
            table = made(session)
            outcomes = []
            for number, values in enumerate((FIRST, THEN)):
                stumble = failing if how == "fail" else losing(scratch, f"batch-{number}")
                outcomes.append(_told(_put(session, table, values, stumble)))
            print(json.dumps({"outcomes": outcomes, "held": held(session, table)}))
        finally:
            session.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])

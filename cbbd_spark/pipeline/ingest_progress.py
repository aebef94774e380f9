"""Progress of an ingest: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cbbd_spark.ingest.report import Progress as Step

_EVERY = 10.0


class IngestProgress:
    """Shows what `update` is told, until the block ends."""

    def __init__(self, console: Console) -> None:
        self._console = console
        columns = (TextColumn("ingest {task.fields[endpoint]}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("ingest", total=None, endpoint="")
        self._said = time.monotonic()

    def __enter__(self) -> IngestProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def update(self, step: Step) -> None:
        """Takes note of an answer that came."""
        self._bar.update(self._task, completed=step.done, total=step.planned, endpoint=step.request)
        if not self._console.is_terminal and time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            self._console.print(f"  ingest: {step.done:,} of {step.planned:,} calls, now {step.request}")

"""What was measured, and how processes are measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """Wall and CPU seconds; CPU is that of the whole process tree."""

    what: str
    wall: float
    cpu: float


def command(what: str, arguments: Sequence[str], **environment: str) -> Measured:
    """Runs `cbbd-spark` to its end."""
    return process(what, [sys.executable, "-m", "cbbd_spark", *arguments], **environment)


def process(what: str, words: Sequence[str], **environment: str) -> Measured:
    """Runs a program to its end."""
    started = time.monotonic()
    running = subprocess.Popen(
        words,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    spent: dict[int, float] = {}
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(running.pid, spent, over))
    watching.start()
    code = running.wait()
    over.set()
    watching.join()
    if code:
        raise SystemExit(f"{what}: exit code {code}")
    return Measured(what, time.monotonic() - started, sum(spent.values()))


def cpu_so_far() -> float:
    """CPU seconds of this process and of those that it has started, Spark's among them, and that still run."""
    return sum(_tree(os.getpid()).values())


def _watch(root: int, spent: dict[int, float], over: threading.Event) -> None:
    while not over.wait(0.1):
        spent.update(_tree(root))


def _tree(root: int) -> dict[int, float]:
    """CPU seconds by process."""
    tree, spent = {root}, {}
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda file: int(file.parent.name)):
        try:
            fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        if pid == root or int(fields[1]) in tree:
            tree.add(pid)
            spent[pid] = (int(fields[11]) + int(fields[12])) / _TICK
    return spent

"""`make bench`: whole commands as processes, and what the landing costs per MB; a table in build/bench.md.

Seconds depend on the machine: compare what stands side by side in one run. CPU is that of the whole process tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from rich.console import Console

from cbbd_spark.raw import layout
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.simulator import folder, league
from cbbd_spark.simulator.server import create_app, serve_in_thread
from cbbd_spark.sources import endpoints

REAL_SEASON = Path(__file__).resolve().parents[2] / "shared" / "data" / "acc2017"
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    what: str
    wall: float
    cpu: float


def command(what: str, arguments: Sequence[str], **environment: str) -> Measured:
    """Runs `cbbd-spark` to its end."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "cbbd_spark", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    spent: dict[int, float] = {}
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(process.pid, spent, over))
    watching.start()
    code = process.wait()
    over.set()
    watching.join()
    if code:
        raise SystemExit(f"{what}: exit code {code}")
    return Measured(what, time.monotonic() - started, sum(spent.values()))


def _watch(root: int, spent: dict[int, float], over: threading.Event) -> None:
    while not over.wait(0.25):
        tree = {root}
        for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda file: int(file.parent.name)):
            try:
                fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            pid = int(stat.parent.name)
            if pid == root or int(fields[1]) in tree:
                tree.add(pid)
                spent[pid] = (int(fields[11]) + int(fields[12])) / _TICK


def whole_commands(folder_: Path) -> list[Measured]:
    lake = {"CBBD_LAKE": str(folder_ / "demo")}
    found = [
        command("demo: 64 teams, generated, ingested, raw to gold", ["demo"], **lake),
        command("tables again, nothing new", ["pipeline", "--from", "bronze", "--seasons", "2025"], **lake),
    ]
    if REAL_SEASON.is_dir():
        with serve_in_thread(create_app(folder.load(REAL_SEASON))) as url:
            real = {"CBBD_LAKE": str(folder_ / "real"), "CBBD_BASE_URL": url, "CBBD_API_KEY": "any"}
            real["CBBD_REQUESTS_PER_SECOND"] = "200"
            found.append(command("acc2017: ingest", ["ingest", "--seasons", "2017"], **real))
            found.append(command("acc2017: raw to gold", ["pipeline", "--from", "bronze", "--seasons", "2017"], **real))
    return found


def landing() -> list[Measured]:
    """What judging and packing plays cost, scaled to 1 GB of them."""
    with serve_in_thread(create_app(league.generate([2025], teams=32, games_per_team=12))) as url:
        records = _a_busy_day(url)
    body = layout.lines(records)
    conformity = Conformity(endpoints()["plays_date"].record)
    found = [_per_gigabyte("landing: judge 1 GB of plays", body, lambda: conformity.count_odd(records))]
    for level in (1, layout.GZIP_LEVEL, 6):
        ratio = len(body) / len(zlib.compress(body, level, 31))
        what = f"landing: gzip 1 GB of plays at level {level} (to 1/{ratio:.0f})"
        found.append(_per_gigabyte(what, body, partial(zlib.compress, body, level, 31)))
    return found


def _a_busy_day(url: str) -> list[msgspec.Raw]:
    days = (
        msgspec.json.decode(
            urllib.request.urlopen(  # noqa: S310 (our own server)
                urllib.request.Request(f"{url}/plays/date?date=2024-11-{day:02}", headers={"Authorization": "Bearer b"})  # noqa: S310
            ).read(),
            type=list[msgspec.Raw],
        )
        for day in range(4, 25)
    )
    return max(days, key=len)


def _per_gigabyte(what: str, body: bytes, work: Callable[[], object]) -> Measured:
    wall, cpu = time.perf_counter(), time.process_time()
    times = 3
    for _ in range(times):
        work()
    scale = 1e9 / len(body) / times
    return Measured(what, (time.perf_counter() - wall) * scale, (time.process_time() - cpu) * scale)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder_:
        found = [*whole_commands(Path(folder_)), *landing()]
    lines = ["| what | wall s | CPU s |", "|---|---:|---:|"]
    lines += [f"| {each.what} | {each.wall:.1f} | {each.cpu:.1f} |" for each in found]
    target = Path("build") / "bench.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines) + "\n", "utf-8")
    Console().print("\n".join(lines), highlight=False)


if __name__ == "__main__":
    main()

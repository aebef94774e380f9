"""One client process: asks a canned source and says what that took it.

`python -m tests.bench.client URL WAY COUNT FOLDER`

WAY: `small` bodies of one play; `unflushed`, the same without a flush to the disk; `paced`, the same at 10 requests a
second; `large` bodies of 53 MB, gzipped as the API does it; `identity`, not gzipped; `printed`, over many lines;
`naive`, the large ones as a client without a raw store has them: parsed by aiohttp, written as gzipped JSON lines.

What it landed stays in FOLDER: ext4 searches long for a free inode where many have been deleted within minutes, and the
next client would be charged for it.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
import msgspec
import uvloop

from cbbd_spark.ingest.harvest import ask
from cbbd_spark.ingest.request import Request, Value
from cbbd_spark.ingest.source import known
from cbbd_spark.ingest.window import utc_day
from cbbd_spark.raw import flush
from cbbd_spark.settings import Settings, load

DATES = [f"2024-11-{day:02}" for day in range(5, 9)]
_SMALL = ("small", "unflushed", "paced")
_RATES = {"paced": "10"}
_SHOOTING_ONLY = {"identity": False, "printed": True, "paced": True}  # see `canned`


@dataclass(frozen=True)
class Client:
    """wall, cpu: seconds, of this process; cpu without what a run of one request takes. peak: MB; megabytes: of JSON"""

    way: str
    requests: int
    wall: float
    cpu: float
    megabytes: float
    peak: float


def _requests(way: str, count: int) -> list[Request]:
    if way in _SMALL:
        return [_game(number, way) for number in range(1, count + 1)]
    return [_day(date, way) for date in DATES[:count]]


def _game(number: int, way: str) -> Request:
    return Request(known()["plays_game"], (("gameId", number), *_shooting(way)))


def _day(date: str, way: str) -> Request:
    return Request(known()["plays_date"], (("date", date), *_shooting(way)), 2025, utc_day(date))


def _shooting(way: str) -> tuple[tuple[str, Value], ...]:
    return (("shootingPlaysOnly", _SHOOTING_ONLY[way]),) if way in _SHOOTING_ONLY else ()


async def _ours(settings: Settings, requests: list[Request]) -> float:
    report = await ask(settings, "bench-key-0123456789", requests, run_id="bench")
    if report.total("landed") != len(requests):
        raise SystemExit(f"not everything landed: {report}")
    return report.total("body_bytes") / 1e6


async def _naive(url: str, folder: Path, count: int) -> float:
    size = 0
    async with aiohttp.ClientSession() as session:
        for date in DATES[:count]:
            async with session.get(f"{url}/plays/date", params={"date": date}) as response:
                size += len(await response.read())
                records = await response.json()
            lines = "".join(json.dumps(record) + "\n" for record in records)
            (folder / f"{date}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return size / 1e6


async def _measured(work: Awaitable[float]) -> tuple[float, float, float]:
    wall, cpu = time.monotonic(), time.process_time()
    megabytes = await work
    return time.monotonic() - wall, time.process_time() - cpu, megabytes


async def main(url: str, way: str, count: int, folder: Path) -> Client:
    if way == "unflushed":
        flush.files = lambda *_: None  # type: ignore[assignment]
    lake = tempfile.mkdtemp(dir=folder)
    environment = {"CBBD_LAKE": lake, "CBBD_BASE_URL": url}
    environment["CBBD_REQUESTS_PER_SECOND"] = _RATES.get(way, "100000")
    settings = load(environment=environment)
    if way == "naive":
        wall, cpu, megabytes = await _measured(_naive(url, Path(lake), count))
    else:
        for game in (10**6, 10**6 + 1):  # the first compiles, the second tells what a run costs by itself
            fixed = await _measured(_ours(settings, [_game(game, way)]))
        wall, cpu, megabytes = await _measured(_ours(settings, _requests(way, count)))
        cpu -= fixed[1]
    return Client(way, count, wall, cpu, megabytes, _peak())


def _peak() -> float:
    # Not ru_maxrss: that is inherited from the process that started this one.
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1e3


if __name__ == "__main__":
    done = uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])))
    sys.stdout.buffer.write(msgspec.json.encode(asdict(done)))

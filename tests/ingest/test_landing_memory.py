"""A day of plays is 53 MB of JSON. The process that lands it does not hold it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from tests.ingest.bodies import compact
from tests.ingest.harvesting import landed
from tests.ingest.misbehaving import FaultServer, body

SCRIPT = """
import asyncio, sys
from pathlib import Path
from tests.ingest.harvesting import run, settings_for

asyncio.run(run(settings_for(sys.argv[1], Path(sys.argv[2])), ['venues']))
print(Path('/proc/self/status').read_text())
"""
VENUE = dict.fromkeys(field.name for field in endpoints()["venues"].record.fields)
ROWS = 40_000


def peak(url: str, lake: Path) -> int:
    """MB that a process with this one harvest needs at most."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, url, str(lake)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    # Not ru_maxrss: that is inherited from the process that started it.
    return int(done.stdout.split("VmHWM:")[1].split()[0]) // 1000


@pytest.mark.parametrize(("way", "most"), [("compact", 100), ("printed over lines", 250)])
def test_a_body_of_53_megabytes_takes_little_memory(
    server: FaultServer, settings: Settings, way: str, most: int
) -> None:
    venues = [VENUE | {"id": number, "name": f"{number:x}" * 320} for number in range(10_000, 10_000 + ROWS)]
    content = compact(venues)
    if way != "compact":
        content = content.replace(b"},{", b"},\n{")
    assert len(content) > 53_000_000
    server.script = {"/venues": [body(gzip.compress(content, 1), Content_Encoding="gzip")]}
    used = peak(server.url, settings.lake.root)
    assert used < most
    assert len(landed(settings, "venues")) == ROWS

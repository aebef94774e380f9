"""A day of plays is 53 MB of JSON. The process that lands it does not hold it."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from tests.ingest.bodies import compact
from tests.ingest.harvesting import landed, notes, raw_of
from tests.ingest.misbehaving import FaultServer, body

SCRIPT = """
import asyncio, sys
from pathlib import Path
from tests.ingest.harvesting import run, settings_for

asyncio.run(run(settings_for(sys.argv[1], Path(sys.argv[2])), ['venues']))
print(Path('/proc/self/status').read_text())
"""
GB = 1 << 30
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


def of_zeros(size: int) -> bytes:
    """A gzip of so many zeros, made of one piece that repeats itself."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + piece * (size >> 20)


def in_members(size: int) -> bytes:
    """The same in gzips of a megabyte, each of which would be harmless."""
    return gzip.compress(bytes(1 << 20)) * (size >> 20)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("bomb", [of_zeros, in_members])
def test_a_bomb_of_a_gigabyte_takes_little_memory_whatever_its_status(
    server: FaultServer, settings: Settings, bomb: Callable[[int], bytes], status: int
) -> None:
    server.script = {"/venues": [body(bomb(GB), status, Content_Encoding="gzip")]}
    assert peak(server.url, settings.lake.root) < 150
    (note,) = notes(settings)
    assert re.match("a bomb" if status == 200 else "HTTP 500", note.reason)
    assert raw_of(settings).list("") == []


def test_a_body_of_five_gigabytes_is_read_up_to_the_limit_and_no_further(
    server: FaultServer, settings: Settings
) -> None:
    sent = 0

    async def for_ever(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 5 * GB:
            await response.write(bytes(1 << 20))
            sent += 1 << 20
        return response

    server.script = {"/venues": [for_ever]}
    limit = settings.api.max_body_megabytes
    assert peak(server.url, settings.lake.root) < limit + 200
    assert sent < (limit + 100) << 20
    assert notes(settings)[0].reason == f"the body is larger than {limit << 20} bytes"

"""`cbbd-spark ingest` as a process of its own, against a server that the test holds in its hand."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from tests.ingest.harvesting import CANARY
from tests.ingest.misbehaving import records

ROOT = Path(__file__).resolve().parents[2]
VENUE = {"id": 1, "name": "Cameron Indoor"}


def environment(url: str, lake: Path) -> dict[str, str]:
    return {
        **os.environ,
        "CBBD_LAKE": str(lake),
        "CBBD_BASE_URL": url,
        "CBBD_API_KEY": CANARY,
        "CBBD_REQUESTS_PER_SECOND": "500",
    }


def words(*endpoints: str) -> list[str]:
    chosen = [word for name in endpoints for word in ("--endpoint", name)]
    return [sys.executable, "-m", "cbbd_spark", "ingest", "backfill", "--seasons", "2025", *chosen]


def start(url: str, lake: Path, *endpoints: str) -> subprocess.Popen[str]:
    """A backfill that has begun."""
    return subprocess.Popen(
        words(*endpoints),
        env=environment(url, lake),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_at_its_end(process: subprocess.Popen[str]) -> str:
    """What the process told its caller, once it has ended."""
    out, err = process.communicate(timeout=60)
    return out + err


@dataclass
class Held:
    """An answer that does not come before the test lets it go."""

    came: threading.Event = field(default_factory=threading.Event)
    may_go: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.came.set()
        await asyncio.to_thread(self.may_go.wait, 60)
        return await records([VENUE])(request)

    def until_asked(self) -> None:
        assert self.came.wait(60), "nobody asked"

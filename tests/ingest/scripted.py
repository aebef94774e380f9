"""Harvests in virtual time: stores and state are real, the network is a script, and nobody waits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.world import World
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import Settings
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import CANARY, settings_for
from tests.ingest.virtual import VirtualLoop

# What comes of the n-th call of a run: (request, n) -> reply, or an exception that is raised.
Script = Callable[[Request, int], Reply]
_ON_THE_WAY = 0.01


def reply(status: int = 200, content: bytes = b"[]", **headers: str) -> Reply:
    """Headers with _ for -."""
    return Reply(
        "https://api.example.com/", status, {name.replace("_", "-"): v for name, v in headers.items()}, content
    )


@dataclass
class Scripted:
    """A lake, and a source that answers by a script.

    at: when each call of the last run began, by the loop's clock; wall: the wall clock, which may say what it wants
    """

    folder: Path
    script: Script
    api: dict[str, Any] = field(default_factory=dict)
    wall: Callable[[VirtualLoop], datetime] = VirtualLoop.wall
    at: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        usual = {"requests_per_second": 10.0, "deadline_seconds": 600.0}
        return settings_for("http://127.0.0.1:1", self.folder / "lake", **usual | self.api)

    async def __call__(self, request: Request, _hand: Hand) -> Reply:
        self.at.append(asyncio.get_running_loop().time())
        self.asked.append(str(request))
        number = len(self.at) - 1
        await asyncio.sleep(_ON_THE_WAY)
        return self.script(request, number)

    def harvest(self, endpoints: list[str], seasons: list[int] | None = None, **order: Any) -> HarvestReport:
        self.at.clear()
        self.asked.clear()
        wanted = Order(seasons or [], endpoints=endpoints, **order)
        return self.run(lambda world: harvest(self.settings, CANARY, wanted, run_id="test", world=world))

    def run(self, job: Callable[[World], Awaitable[HarvestReport]]) -> HarvestReport:
        loop = VirtualLoop()
        self.settings.lake.root.mkdir(parents=True, exist_ok=True)
        state = SqliteKeyValue(self.settings.lake.state_file)

        async def inline(function: Callable[..., Any], /, *args: Any) -> Any:
            return function(*args)

        async def main() -> HarvestReport:
            raw, dead_letter = FolderStore(self.settings.lake.raw), FolderStore(self.settings.lake.dead_letter)
            chance = random.Random(1)  # noqa: S311 (jitter)
            return await job(World(self, raw, dead_letter, state, lambda: self.wall(loop), chance, inline))

        try:
            return loop.run_until_complete(main())
        finally:
            loop.close()
            state.close()

"""A segment that could not be written, and nobody was there any more to hear of it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

from cbbd_spark.errors import StoreFull
from cbbd_spark.ingest.purse import Purse
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.source import Source, known
from cbbd_spark.ingest.work import Account, at_work
from cbbd_spark.ingest.world import real_world
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import Settings
from tests.ingest.harvesting import CANARY, entries
from tests.ingest.misbehaving import FaultServer, records


class FullOnce(FolderStore):
    """Has no room for its first segment, and takes its time to say so."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def create(self, key: str, body: bytes) -> bool:
        if "/_manifest/" in key and not self.is_asked.is_set():
            self.is_asked.set()
            self.may_answer.wait()
            raise StoreFull("no room")
        return super().create(key, body)


async def test_a_segment_that_failed_while_its_writer_was_cancelled_is_written_at_the_end(
    server: FaultServer, settings: Settings
) -> None:
    """The one who keeps the lease writes segments too, and is cancelled when the last request is done."""
    server.script = {"/venues": [records([{"id": 1}])]}
    store = FullOnce(settings.lake.raw)
    account = Account(HarvestReport("test"), Source(), Purse(), None)
    async with real_world(settings, Secret(CANARY)) as real:
        world = replace(real, raw=store)
        async with at_work(settings.api, Secret(CANARY), world, account) as (run, _):
            await run.ask_all([Request(known()["venues"])])
            keeper = asyncio.create_task(run.write_segments())
            await asyncio.to_thread(store.is_asked.wait)
            keeper.cancel()
            await asyncio.wait({keeper})
            store.may_answer.set()
        assert keeper.cancelled()
    assert account.report.total("landed") == len(entries(settings, "venues")) == 1

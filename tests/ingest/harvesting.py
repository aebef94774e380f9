"""Harvests with all parts real but for the waits, and what they leave."""

from __future__ import annotations

import os
import random
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.plan import Plan
from cbbd_spark.ingest.planner import Planner
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.world import real_world
from cbbd_spark.raw import dead_letter, layout, manifest
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.store import RawStore
from cbbd_spark.settings import Settings, load
from cbbd_spark.state.ledger import Ledger
from cbbd_spark.state.sqlite import SqliteKeyValue

CANARY = "canary-key-5b1f0c"


def settings_for(url: str, lake: Path, **api: Any) -> Settings:
    elsewhere = {name: os.environ[name] for name in ("CBBD_RAW_URI", "CBBD_CHECKPOINT_TABLE") if name in os.environ}
    environment = {"CBBD_LAKE": str(lake), "CBBD_BASE_URL": url, "CBBD_REQUESTS_PER_SECOND": "100000"} | elsewhere
    loaded = load(environment=environment)
    quick = {"max_attempts": 4, "deadline_seconds": 20.0, "read_timeout_seconds": 5.0} | api
    return msgspec.structs.replace(loaded, api=msgspec.structs.replace(loaded.api, **quick))


class NoJitter(random.Random):
    """Chance that always says 0, so that nobody waits."""

    def uniform(self, a: float, b: float) -> float:
        return 0.0 * (a + b)


async def run(
    settings: Settings, endpoints: list[str] | None, seasons: list[int] | None = None, **options: Any
) -> HarvestReport:
    """A harvest with all its parts real, but for the waits between tries."""
    now = options.pop("now", None)
    key = options.pop("key", CANARY)
    run_id = options.pop("run_id", "test")
    on_progress = options.pop("on_progress", None)
    order = Order(seasons or [], endpoints=endpoints or (), **options)
    async with real_world(settings, Secret(key)) as real:
        world = replace(real, rng=NoJitter(), now=now or real.now)
        return await harvest(settings, key, order, run_id=run_id, on_progress=on_progress, world=world)


def planned(settings: Settings, order: Order) -> Plan:
    state = SqliteKeyValue(settings.lake.state_file)
    try:
        return Planner(settings.api, order, state, Ledger(state, "cbbd")).whole_plan(datetime.now(UTC))
    finally:
        state.close()


def raw_of(settings: Settings) -> RawStore:
    return store_at(settings.raw_place)


def entries(settings: Settings, endpoint: str) -> list[manifest.Entry]:
    return [entry for _, entry in manifest.entries(raw_of(settings), "cbbd", endpoint)]


def landed(settings: Settings, endpoint: str) -> list[bytes]:
    """Every record that the manifest names, in its own bytes."""
    store = raw_of(settings)
    return [line for entry in entries(settings, endpoint) for line in layout.unpacked(store.read(entry.object))]


def notes(settings: Settings) -> list[dead_letter.Note]:
    return list(dead_letter.notes(FolderStore(settings.lake.dead_letter)))


def files_with(text: str, folder: Path) -> list[Path]:
    """Files below `folder` that hold `text`, be it in a gzip."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in _plain(file)]


def _plain(file: Path) -> bytes:
    content = file.read_bytes()
    return content + zlib.decompress(content, 31) if file.suffix == ".gz" else content

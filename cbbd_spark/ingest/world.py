"""What a harvest needs of the world: clock, network, stores, chance. Tests and simulations bring their own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from cbbd_spark.ingest.client import Client, Transport
from cbbd_spark.ingest.offload import Offload
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.store import RawStore
from cbbd_spark.settings import Settings
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.place import open_state

CODE_VERSION = version("cbbd-spark")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """now: the wall clock, in UTC. All waiting goes by the event loop's own clock, so a loop with a virtual one
    makes the whole run virtual; `offload` must then run its function in place."""

    transport: Transport
    raw: RawStore
    dead_letter: RawStore
    state: KeyValue
    now: Callable[[], datetime]
    rng: random.Random
    offload: Offload


@asynccontextmanager
async def real_world(settings: Settings, secret: Secret) -> AsyncIterator[World]:
    """The network, and the stores and the state that the settings name.

    State and blocking work belong to one thread of their own.
    """
    state = open_state(settings)
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="landing")

    def offload(function: Callable[..., Any], /, *args: Any) -> Awaitable[Any]:
        return asyncio.get_running_loop().run_in_executor(thread, function, *args)

    try:
        async with Client(settings.api, secret, CODE_VERSION) as client:
            yield World(
                transport=client,
                raw=store_at(settings.raw_place),
                dead_letter=store_at(settings.dead_letter_place),
                state=state,
                now=utc_now,
                rng=random.Random(),  # noqa: S311 (jitter)
                offload=offload,
            )
    finally:
        # Waits for a landing that is under way: it is never cut off in the middle.
        thread.shutdown(wait=True)
        state.close()

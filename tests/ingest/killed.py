"""A harvest in a process of its own that is killed at a named moment. `python -m` of it runs to its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cbbd_spark.ingest.client import Transport
from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.world import real_world
from cbbd_spark.raw.store import RawStore
from cbbd_spark.state.keyvalue import Guard, Item, KeyValue
from tests.ingest.harvesting import CANARY, settings_for
from tests.ingest.remembered import remembered

ENDPOINTS = [
    *("games", "games_media", "games_players", "games_teams", "lines", "lineups_team", "plays_date", "rankings"),
    *("substitutions_team", "teams", "teams_roster", "venues"),
]


UNDER_WAY = "under-way"


class Bomb:
    """Kills this process, as kill -9 does, when the moment comes for the n-th time.

    under_way: the calls that were made and of which nothing is remembered yet, by request hash. At the kill they are
    written down in the file UNDER_WAY of the folder, a line each.
    """

    def __init__(self, moment: str, count: int, folder: Path) -> None:
        self._moment = moment
        self._left = count
        self._file = folder / UNDER_WAY
        self.under_way: dict[str, str] = {}
        self._alive = threading.Lock()

    def begin(self, request: Request) -> None:
        """Note a call that is about to be made. Does not return once the kill has come."""
        with self._alive:
            self.under_way[request.hash] = call_of(request.path, request.query)

    def reach(self, moment: str) -> None:
        if moment == self._moment:
            self._left -= 1
            if self._left == 0:
                # Moments come in threads: without the lock, the loop makes calls between the note and the kill.
                with self._alive, self._file.open("a") as file:
                    file.writelines(f"{call}\n" for call in list(self.under_way.values()))
                    file.flush()
                    os.kill(os.getpid(), signal.SIGKILL)


class DeadlyStore:
    """A raw store on a mine."""

    def __init__(self, store: RawStore, bomb: Bomb) -> None:
        self._store = store
        self._bomb = bomb
        self.read, self.list, self.sweep = store.read, store.list, store.sweep

    def create(self, key: str, body: bytes) -> bool:
        what = "segment" if "/_manifest/" in key else "object"
        self._bomb.reach(f"before {what}")
        created = self._store.create(key, body)
        self._bomb.reach(f"after {what}")
        return created

    def create_all(self, objects: Mapping[str, bytes]) -> dict[str, bool]:
        return {key: self.create(key, body) for key, body in objects.items()}


class DeadlyState:
    """A state on a mine."""

    def __init__(self, state: KeyValue, bomb: Bomb) -> None:
        self._state = state
        self._bomb = bomb
        self.query, self.close = state.query, state.close

    def get(self, partition: str, sort: str) -> Item | None:
        return self._state.get(partition, sort)

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        self._bomb.reach("before ledger")
        done = self._state.put(partition, values, only_if)
        if done and partition.startswith("ledger/"):
            for request_hash in remembered(values):
                self._bomb.under_way.pop(request_hash, None)
        self._bomb.reach("after ledger")
        return done

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        done = self._state.put_if(partition, sort, value, version)
        self._bomb.reach("after lease")
        return done


@dataclass(frozen=True)
class Watched:
    """A transport that says what is under way."""

    transport: Transport
    bomb: Bomb

    async def __call__(self, request: Request, hand: Hand) -> Reply:
        self.bomb.begin(request)
        return await self.transport(request, hand)


def call_of(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{sorted(query.items())}"


async def main(url: str, lake: Path, season: int, bomb: Bomb) -> None:
    settings = settings_for(url, lake)
    async with real_world(settings, Secret(CANARY)) as real:
        raw = DeadlyStore(real.raw, bomb)
        world = replace(real, raw=raw, state=DeadlyState(real.state, bomb), transport=Watched(real.transport, bomb))
        await harvest(settings, CANARY, Order([season], endpoints=ENDPOINTS), run_id="killed", world=world)


def run_until(url: str, lake: Path, season: int, moment: str, count: int) -> None:
    """In a process of its own, which may not live to see the end."""
    asyncio.run(main(url, lake, season, Bomb(moment, count, lake.parent)))


if __name__ == "__main__":
    given = sys.argv
    run_until(given[1], Path(given[2]), int(given[3]), "never", 1)

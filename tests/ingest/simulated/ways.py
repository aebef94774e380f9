"""A process's ways to what outlives it. It can end before and after each write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbbd_spark.errors import StoreFull
from cbbd_spark.state.keyvalue import Guard, Item
from tests.ingest.simulated.disk import Items, Objects

if TYPE_CHECKING:
    from tests.ingest.simulated.process import Process


@dataclass(frozen=True)
class Store:
    """A RawStore."""

    process: Process
    objects: Objects

    def create(self, key: str, body: bytes) -> bool:
        self.process.reach()
        if self.process.disk_fullness and self.process.rng.random() < self.process.disk_fullness:
            raise StoreFull("no room")
        is_new = self.objects.create(key, body)
        self.process.created_late += self.process.is_overtaken
        self.process.reach()
        return is_new

    def create_all(self, objects: Mapping[str, bytes]) -> dict[str, bool]:
        return {key: self.create(key, body) for key, body in objects.items()}

    def read(self, key: str) -> bytes:
        return self.objects.read(key)

    def list(self, prefix: str) -> list[str]:
        return self.objects.list(prefix)

    def sweep(self) -> int:
        return 0


@dataclass(frozen=True)
class State:
    """A KeyValue."""

    process: Process
    items: Items

    def get(self, partition: str, sort: str) -> Item | None:
        return self.items.all.get(partition, {}).get(sort)

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        self.process.reach()
        done = self.items.put(partition, values, only_if)
        if done:
            self.process.remember(values)
        self.process.reach()
        return done

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        self.process.reach()
        done = self.items.put_if(partition, sort, value, version)
        self.process.reach()
        return done

    def query(self, partition: str) -> dict[str, bytes]:
        return {sort: item.value for sort, item in sorted(self.items.all.get(partition, {}).items())}

    def close(self) -> None:
        pass

"""What outlives the processes: the raw store, the dead letters, and the state."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import msgspec

from cbbd_spark.state.keyvalue import Guard, Item
from cbbd_spark.state.lease import Holding
from tests.ingest.simulated.loop import Clock

_LEASE = "lease"
_UNDOABLE = 8


class Objects:
    """Create-only objects by key."""

    def __init__(self, held: Mapping[str, bytes] | None = None) -> None:
        self.all: dict[str, bytes] = dict(held or {})

    def create(self, key: str, body: bytes) -> bool:
        if key in self.all:
            return False
        self.all[key] = body
        return True

    def list(self, prefix: str) -> list[str]:
        return sorted(key for key in self.all if key.startswith(prefix))

    def read(self, key: str) -> bytes:
        if key not in self.all:
            raise FileNotFoundError(key)
        return self.all[key]


class Items:
    """Values by partition and sort key, as SQLite holds them. The last writes can be undone, as by a power cut.

    Nobody may take a lease that another still holds: that is looked at here, whoever writes it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.all: dict[str, dict[str, Item]] = {}
        self._before: deque[tuple[str, dict[str, Item | None]]] = deque(maxlen=_UNDOABLE)

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None) -> bool:
        if only_if and not self.holds(only_if):
            return False
        held = self.all.setdefault(partition, {})
        self._before.append((partition, {sort: held.get(sort) for sort in values}))
        for sort, value in values.items():
            held[sort] = Item(value, held[sort].version + 1 if sort in held else 1)
        return True

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        if not self.has_version(partition, sort, version):
            return False
        if partition == _LEASE:
            self._insist_on_free_lease(sort, value)
        return self.put(partition, {sort: value}, None)

    def holds(self, guard: Guard) -> bool:
        return self.has_version(*guard)

    def has_version(self, partition: str, sort: str, version: int) -> bool:
        item = self.all.get(partition, {}).get(sort)
        return (item.version if item else 0) == version

    def holding(self) -> Holding | None:
        """Who has the lease, or had it last."""
        leases = self.all.get(_LEASE, {})
        return next((msgspec.json.decode(item.value, type=Holding) for item in leases.values()), None)

    def undo(self, writes: int) -> list[str]:
        """Takes back the last writes, at most so many of those that are known; returns their sort keys."""
        undone: list[str] = []
        for _ in range(min(writes, len(self._before))):
            partition, before = self._before.pop()
            for sort, item in before.items():
                undone.append(sort)
                if item is None:
                    del self.all[partition][sort]
                else:
                    self.all[partition][sort] = item
        return undone

    def clear(self) -> None:
        self.all.clear()
        self._before.clear()

    def _insist_on_free_lease(self, sort: str, value: bytes) -> None:
        item = self.all.get(_LEASE, {}).get(sort)
        if item is None:
            return
        last, new = (msgspec.json.decode(each, type=Holding) for each in (item.value, value))
        is_taken = new.owner.run_id != last.owner.run_id and not last.released
        assert not (is_taken and last.until > self._clock.wall()), f"{new} was taken from {last}"

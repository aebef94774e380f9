"""The lease: one run at a time. A second one says who is at work, and since when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from cbbd_spark.errors import Busy
from cbbd_spark.state.keyvalue import Guard, KeyValue
from cbbd_spark.state.process import Owner, is_dead, this_process

_PARTITION = "lease"
TERM = timedelta(minutes=2)


class Holding(msgspec.Struct, frozen=True):
    """Who holds the lease, from when, until when. `released` means that nobody does."""

    owner: Owner
    since: datetime
    until: datetime
    released: bool = False


class Lease:
    """The lease `name`, held from `acquire` to `release`; `renew` at least once a TERM.

    A holder that was paused for longer does not know that it has lost the lease. So what only the holder may write is
    written under its `guard`, which the state itself checks.
    """

    def __init__(self, state: KeyValue, name: str, run_id: str, now: Callable[[], datetime]) -> None:
        self._state = state
        self._name = name
        self._owner = this_process(run_id)
        self._now = now
        self._held: Holding | None = None
        self._version = 0

    @property
    def guard(self) -> Guard:
        """Holds until another run takes the lease. It changes with each renewal, so ask for it at each write, and
        renew and write in one thread."""
        return Guard(_PARTITION, self._name, self._version)

    def acquire(self) -> Holding:
        """Takes the lease if it is free, run out, or its owner is dead; Busy if not."""
        item = self._state.get(_PARTITION, self._name)
        last = msgspec.json.decode(item.value, type=Holding) if item else None
        now = self._now()
        if last and not last.released and last.until > now and not is_dead(last.owner):
            raise Busy(_says_who(last))
        held = Holding(self._owner, now, now + TERM)
        self._version = item.version if item else 0
        self._put(held)
        self._held = held
        return held

    def renew(self) -> None:
        """Holds it for one more TERM. Busy when another run has taken it: then this one must stop writing."""
        if self._held:
            self._put(msgspec.structs.replace(self._held, until=self._now() + TERM))

    def release(self) -> None:
        """Gives it back, if it is still held."""
        held, self._held = self._held, None
        if held:
            given_back = msgspec.structs.replace(held, released=True)
            self._state.put_if(_PARTITION, self._name, msgspec.json.encode(given_back), self._version)

    def lost(self) -> Busy:
        """Why this run may write no more."""
        item = self._state.get(_PARTITION, self._name)
        holder = _says_who(msgspec.json.decode(item.value, type=Holding)) if item else "nobody knows who has it"
        return Busy(f"this run does not hold the lease {self._name}, so it stops; what landed is kept. {holder}")

    def _put(self, holding: Holding) -> None:
        if not self._state.put_if(_PARTITION, self._name, msgspec.json.encode(holding), self._version):
            raise self.lost()
        self._version += 1


def _says_who(holding: Holding) -> str:
    owner = holding.owner
    since = holding.since.astimezone(UTC).isoformat(sep=" ", timespec="seconds")
    return (
        f"another run is at work: {owner.run_id}, process {owner.pid} on {owner.host}, since {since}. "
        f"Wait for it; should it be dead, its lease ends at {holding.until.astimezone(UTC):%H:%M:%S} UTC"
    )

"""The few operations that state is made of, so that SQLite and DynamoDB can both give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Item(NamedTuple):
    """A value and its version, which starts at 1 and grows by 1 with each write."""

    value: bytes
    version: int


class Guard(NamedTuple):
    """An item that must still have this version for a write to be made: the lease of whoever writes."""

    partition: str
    sort: str
    version: int


class KeyValue(Protocol):
    """Values by partition and sort key. Every write is durable and visible to all when it returns."""

    def get(self, partition: str, sort: str) -> Item | None:
        """The newest value; None when there is none."""

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        """Writes values by sort key, whatever was there; False, and nothing changed, when the guard does not hold.

        Guard and write are one transaction, and so are up to 99 values of 3 MB together. A larger call may be
        several: ended in the middle, or refused there, it has written some of the values, each of them whole.
        """

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        """Writes if the item still has `version` (0 = there is none); False, and nothing changed, if not."""

    def query(self, partition: str) -> dict[str, bytes]:
        """All values of a partition by sort key, in its order."""

    def close(self) -> None:
        """Ends the connection; the values stay."""

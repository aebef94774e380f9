"""The few operations that state is made of, so that SQLite and DynamoDB can both give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Item(NamedTuple):
    """A value and its version, which starts at 1 and grows by 1 with each write."""

    value: bytes
    version: int


class KeyValue(Protocol):
    """Values by partition and sort key. Every write is durable and visible to all when it returns."""

    def get(self, partition: str, sort: str) -> Item | None:
        """The newest value; None when there is none."""

    def put(self, partition: str, values: Mapping[str, bytes]) -> None:
        """Writes values by sort key, whatever was there."""

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        """Writes if the item still has `version` (0 = there is none); False, and nothing changed, if not."""

    def query(self, partition: str) -> dict[str, bytes]:
        """All values of a partition by sort key, in its order."""

    def close(self) -> None:
        """Ends the connection; the values stay."""

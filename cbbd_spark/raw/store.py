"""Where raw objects lie: create-only, atomic, never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class RawStore(Protocol):
    """A place for objects by key. Keys are relative, with `/`; ValueError for one that is not.

    A store can be pickled, so that Spark's workers read from the same place. A place that cannot be used is a
    ConfigurationError, one that cannot be reached SourceDown, one without room StoreFull.
    """

    def create(self, key: str, body: bytes) -> bool:
        """Stores `body` under `key` atomically and durably; False, and nothing changed, if the key is taken."""

    def create_all(self, objects: Mapping[str, bytes]) -> dict[str, bool]:
        """`create` for several at once, which costs less than one by one. Of those that it cannot store all, because
        there is no room or because it is killed, it may have stored some, each of them whole."""

    def read(self, key: str) -> bytes:
        """The object's bytes; FileNotFoundError when there is none."""

    def list(self, prefix: str) -> list[str]:
        """Keys that begin with `prefix`, sorted; unfinished writes are not among them."""

    def sweep(self) -> int:
        """Removes what killed writers left unfinished, and returns how much; only for the one writer at work."""


def insist_on_key(key: str) -> None:
    """ValueError for what would lie outside of the store, or nowhere."""
    if not key or key.startswith("/") or ".." in key.split("/"):
        raise ValueError(f"{key!r} is no key of an object")

"""One call and what came of it, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from cbbd_spark.raw import layout

_REMAINING = "x-calllimit-remaining"


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a cassette's index; the key is nowhere in it.

    run, number: which run made the call, and which of its calls it was
    body_bytes, body_sha256: of the inflated body
    is_masked: the body repeated the API key, which is struck out
    """

    step: str
    endpoint: str
    params: dict[str, str | int | bool]
    url: str
    status: int
    headers: dict[str, str]
    asked_at: str
    run: str
    number: int
    body_bytes: int
    body_sha256: str
    is_masked: bool = False

    @property
    def is_final(self) -> bool:
        """False for what another call may answer otherwise: the server's own faults, and too many calls."""
        return self.status < 500 and self.status != 429

    @property
    def calls_remaining(self) -> int | None:
        """What the answer says of the month's calls that are left."""
        text = self.headers.get(_REMAINING, "")
        return int(text) if text.isdecimal() else None


@dataclass(frozen=True)
class Answer:
    """A take with its inflated body."""

    take: Take
    body: bytes

    @property
    def is_ok(self) -> bool:
        return self.take.status == 200

    @cached_property
    def document(self) -> Any:
        """The decoded body; None for what is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @property
    def records(self) -> list[Any]:
        """The items of a list, or the one object; nothing for an answer that is no 200."""
        if not self.is_ok or self.document is None:
            return []
        return self.document if isinstance(self.document, list) else [self.document]

    @property
    def lines(self) -> list[bytes]:
        """The records in their own bytes, a line each."""
        if not self.records:
            return []
        is_list = isinstance(self.document, list)
        found = msgspec.json.decode(self.body, type=list[msgspec.Raw]) if is_list else [msgspec.Raw(self.body)]
        return layout.lines(found).split(b"\n")[:-1]


Answers = Mapping[str, Answer]  # by the name of the step

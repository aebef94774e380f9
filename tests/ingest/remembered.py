"""Which requests a write to the ledger settles, so that nobody asks them again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class _Row(msgspec.Struct):
    pending: object = None


_DECODER = msgspec.json.Decoder(_Row)


def remembered(values: Mapping[str, bytes]) -> set[str]:
    """The request hashes among the rows that say what came; those that say what is about to be stored do not count."""
    return {request_hash for request_hash, row in values.items() if _DECODER.decode(row).pending is None}

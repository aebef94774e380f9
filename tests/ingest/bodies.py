"""Bodies for tests that ask a part of the landing without a server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cbbd_spark.ingest.body import Body
from cbbd_spark.ingest.reply import Reply

LIMIT = 1 << 30
VENUE = {"id": 1, "sourceId": "9", "name": "Cameron Indoor", "city": "Durham", "state": "NC", "country": "US"}


def body_of(content: bytes) -> Body:
    """A body that came as it is, not packed."""
    return Body(Reply("https://api.example.com/", 200, {}, content), LIMIT)


def compact(records: Sequence[Any]) -> bytes:
    """An array as the API writes it."""
    return json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()

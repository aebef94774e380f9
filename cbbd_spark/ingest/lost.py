"""Requests whose answers landed and are not in raw any more. Pure.

Most of them would be planned again anyway. A rolling window of some day of January never would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import Window
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Row, Status


def lost(endpoint: Endpoint, rows: Iterable[Row]) -> Iterator[Request]:
    """The requests as they were asked. Their rows had records and tell of no object."""
    for row in rows:
        if row.status is Status.FAILED and row.entry is None and row.rows:
            season = row.params.get("season")
            window = _window(row)
            yield Request(
                endpoint,
                tuple(row.params.items()),
                season if isinstance(season, int) else None,
                window,
                can_split=window is not None,
            )


def _window(row: Row) -> Window | None:
    borders = row.params.get("startDateRange"), row.params.get("endDateRange")
    if not all(isinstance(border, str) for border in borders):
        return None
    start, end = (datetime.fromisoformat(str(border)) for border in borders)
    return Window(start, end)

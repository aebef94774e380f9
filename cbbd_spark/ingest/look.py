"""Counts what is wrong with the records of an answer, many at once.

The usual case, in which nothing is, is found out column by column, at a tenth of the price of asking each record.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from cbbd_spark.ingest.peek import Peek, value_at
from cbbd_spark.ingest.request import Request


class Look:
    """What was seen of one answer.

    odd: records that do not conform; keyless: without a usable key; outside: not what the request asked for
    """

    def __init__(self, request: Request, peek: Peek) -> None:
        self.rows = 0
        self.odd = 0
        self.keyless = 0
        self.outside = 0
        self._peek = peek
        self._window = request.window
        asked = request.params.get("season", request.params.get("year"))
        self._season = asked if isinstance(asked, int) else None

    def at(self, records: Sequence[Any]) -> None:
        """Looks at records, of which None are no objects."""
        self.rows += len(records)
        objects = [record for record in records if record is not None]
        self.keyless += len(records) - len(objects)
        self.keyless += 0 if self._all_have_keys(objects) else sum(map(self._is_keyless, objects))
        if not (self._all_of_season(objects) and self._all_in_window(objects)):
            self.outside += sum(map(self._is_outside, objects))

    def _all_have_keys(self, records: Sequence[Any]) -> bool:
        return all(None not in column for column in (_column(records, name) for name in self._peek.key))

    def _all_of_season(self, records: Sequence[Any]) -> bool:
        if self._season is None or self._peek.season is None:
            return True
        return _column(records, self._peek.season).count(self._season) == len(records)

    def _all_in_window(self, records: Sequence[Any]) -> bool:
        if self._window is None or self._peek.date is None or not records:
            return True
        dates = _column(records, self._peek.date)
        try:
            return bool(self._window.start <= min(dates) and max(dates) <= self._window.end)
        except TypeError:  # None, a text, a time without a zone among them
            return False

    def _is_keyless(self, record: Any) -> bool:
        return any(value_at(record, name) is None for name in self._peek.key)

    def _is_outside(self, record: Any) -> bool:
        season = value_at(record, self._peek.season) if self._peek.season else None
        if self._season is not None and isinstance(season, int) and season != self._season:
            return True
        date = self._peek.date_of(record) if self._window else None
        return date is not None and self._window is not None and date not in self._window


def _column(records: Sequence[Any], path: str) -> list[Any]:
    if "." in path:
        return [value_at(record, path) for record in records]
    return list(map(attrgetter(path), records))

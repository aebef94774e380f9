"""The few fields of a record that ingest itself looks at: its key, its time, its season, its status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import msgspec

from cbbd_spark.raw.conformity import Record
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import Scalar

_DATES = ("startDate", "gameStartDate")
_SEASONS = ("season", "year")


class Peek:
    """Reads those fields out of a record that conforms (a struct) or one that does not (its bytes)."""

    def __init__(self, endpoint: Endpoint) -> None:
        declared = {field.name: field.type for field in endpoint.record.fields}
        self._date = next((name for name in _DATES if declared.get(name) is Scalar.TIMESTAMP), None)
        self._season = next((name for name in _SEASONS if name in declared), None)
        key = [name for name in endpoint.key if name not in endpoint.from_request]
        self._key: Callable[[Any], Any] = attrgetter(*key)
        # Anything goes as a value here: a record that broke its contract elsewhere still has its day.
        fields = [(name, Any, None) for name in declared if name.isidentifier()]
        self._tolerant = msgspec.json.Decoder(msgspec.defstruct("Tolerant", fields, gc=False))

    def tolerant(self, record: Record) -> Any:
        """The record with its values as they came; None when it is no object."""
        try:
            return self._tolerant.decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def date(self, record: Any) -> datetime | None:
        """When the game of the record starts; None when it does not say."""
        value = getattr(record, self._date, None) if self._date else None
        if isinstance(value, str):
            try:
                value = msgspec.convert(value, datetime)
            except msgspec.ValidationError:
                return None
        if not isinstance(value, datetime):
            return None
        return value if value.tzinfo else value.replace(tzinfo=UTC)

    def season(self, record: Any) -> Any:
        return getattr(record, self._season, None) if self._season else None

    def has_key(self, record: Any) -> bool:
        """Whether each field of the record's key has a value."""
        try:
            values = self._key(record)
        except AttributeError:
            return False
        return None not in values if isinstance(values, tuple) else values is not None

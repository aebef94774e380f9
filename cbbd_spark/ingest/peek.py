"""The few fields of a record that ingest itself looks at: its key, its time, its season."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from cbbd_spark.raw.conformity import Record
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import Scalar

_DATES = ("startDate", "gameStartDate")
_SEASONS = ("season", "year")


class Peek:
    """Reads those fields, of structs of records that conform and of those that `tolerant` makes of the others.

    key, date, season: names of the fields, dotted where nested; None for what the endpoint's records do not have
    """

    def __init__(self, endpoint: Endpoint) -> None:
        declared = {field.name: field.type for field in endpoint.record.fields}
        self.date = next((name for name in _DATES if declared.get(name) is Scalar.TIMESTAMP), None)
        self.season = next((name for name in _SEASONS if name in declared), None)
        self.key = [name for name in endpoint.key if name not in endpoint.from_request]
        # Anything goes as a value here: a record that broke its contract elsewhere still has its day.
        fields = [(name, Any, None) for name in declared if name.isidentifier()]
        self._tolerant = msgspec.json.Decoder(msgspec.defstruct("Tolerant", fields, gc=False))

    def tolerant(self, record: Record) -> Any:
        """The record with its values as they came; None when it is no object."""
        try:
            return self._tolerant.decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def date_of(self, record: Any) -> datetime | None:
        """When the game of the record starts, in UTC; None when it does not say."""
        value = value_at(record, self.date) if self.date else None
        if isinstance(value, str):
            try:
                value = msgspec.convert(value, datetime)
            except msgspec.ValidationError:
                return None
        if not isinstance(value, datetime):
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def value_at(record: Any, path: str) -> Any:
    """The value at a dotted path; None where something on the way is missing."""
    for name in path.split("."):
        record = record.get(name) if isinstance(record, dict) else getattr(record, name, None)
    return record

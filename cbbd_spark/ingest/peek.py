"""The few fields of a record that ingest itself looks at: its key, its time, and what it repeats of the request."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec import UNSET

from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import Scalar

_DATES = ("startDate", "gameStartDate")


class Peek:
    """Reads those fields of decoded records.

    key, date: names of the fields, dotted where nested; None for what the endpoint's records do not have
    echoed: fields that hold the value of the parameter of their name
    """

    def __init__(self, endpoint: Endpoint) -> None:
        declared = {field.name: field.type for field in endpoint.record.fields}
        self.date = next((name for name in _DATES if declared.get(name) is Scalar.TIMESTAMP), None)
        self.key = [name for name in endpoint.key if name not in endpoint.from_request]
        scalars = {name for name, shape in declared.items() if isinstance(shape, Scalar) and name.isidentifier()}
        self.echoed = scalars - set(endpoint.not_echoed)

    def date_of(self, record: Any) -> datetime | None:
        """When the game of the record starts, in UTC; None when it does not say."""
        value = value_at(record, self.date) if self.date else None
        if not isinstance(value, datetime):
            return None
        try:
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        except OverflowError:  # the last evening of the year 9999, west of Greenwich
            return None


def value_at(record: Any, path: str) -> Any:
    """The value at a dotted path; None where something on the way is missing."""
    for name in path.split("."):
        record = getattr(record, name, None)
    return None if record is UNSET else record

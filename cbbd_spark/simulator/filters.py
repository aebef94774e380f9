"""Filters of the routes: each ties a parameter to the fields that it looks at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cbbd_spark.simulator.dataset import Fields


@dataclass(frozen=True)
class Filter:
    """A record passes when the parameter was not sent, or when `passes(value, fields)`."""

    parameter: str
    fields: tuple[str, ...]
    passes: Callable[[Any, Fields], bool]


def text(parameter: str, *fields: str) -> Filter:
    """Whole value, case does not matter; any of the fields may match."""

    def passes(wanted: str, values: Fields) -> bool:
        lowered = wanted.lower()
        return any(str(values.get(name) or "").lower() == lowered for name in fields)

    return Filter(parameter, fields, passes)


def equal(parameter: str, *fields: str) -> Filter:
    """Exactly the value, in any of the fields."""
    return Filter(parameter, fields, lambda wanted, values: any(values.get(f) == wanted for f in fields))


def contains(parameter: str, field: str) -> Filter:
    """The value is among those of a list."""
    return Filter(parameter, (field,), lambda wanted, values: wanted in (values.get(field) or ()))


def among_texts(parameter: str, field: str) -> Filter:
    """As `text`, over a list of texts."""

    def passes(wanted: str, values: Fields) -> bool:
        lowered = wanted.lower()
        return any(str(value).lower() == lowered for value in values.get(field) or ())

    return Filter(parameter, (field,), passes)


def from_instant(parameter: str, field: str) -> Filter:
    """Inclusive lower bound; instants are texts that sort as the instants do."""
    return Filter(parameter, (field,), lambda wanted, values: values.get(field, wanted) >= wanted)


def to_instant(parameter: str, field: str) -> Filter:
    """Inclusive upper bound: the same day as start and end means that midnight only."""
    return Filter(parameter, (field,), lambda wanted, values: values.get(field, wanted) <= wanted)


def flag(parameter: str, field: str) -> Filter:
    """`true` keeps the records that have the flag; `false` keeps all."""
    return Filter(parameter, (field,), lambda _wanted, values: bool(values.get(field)))


def date_range(field: str = "startDate") -> tuple[Filter, Filter]:
    """The two parameters that many routes share."""
    return from_instant("startDateRange", field), to_instant("endDateRange", field)


def field_paths(filters: Iterable[Filter]) -> set[str]:
    """All the fields that these filters look at."""
    return {path for each in filters for path in each.fields}

"""Filters of the routes: each ties a parameter to the fields that it looks at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cbbd_spark.simulator.dataset import Fields, Query


@dataclass(frozen=True)
class Filter:
    """A record passes when the parameter was not sent, or when `passes(query, fields)`.

    A filter without a parameter applies to every query.
    """

    parameter: str
    fields: tuple[str, ...]
    passes: Callable[[Query, Fields], bool]

    def applies(self, query: Query) -> bool:
        """Whether the query asks for this filter."""
        return not self.parameter or self.parameter in query


def text(parameter: str, *fields: str) -> Filter:
    """Whole value, case does not matter; any of the fields may match."""

    def passes(query: Query, values: Fields) -> bool:
        wanted = query[parameter].lower()
        return any(str(values.get(name) or "").lower() == wanted for name in fields)

    return Filter(parameter, fields, passes)


def equal(parameter: str, *fields: str) -> Filter:
    """Exactly the value, case included, in any of the fields."""

    def passes(query: Query, values: Fields) -> bool:
        wanted = query[parameter]
        return any(values.get(name) == wanted for name in fields)

    return Filter(parameter, fields, passes)


def contains(parameter: str, field: str) -> Filter:
    """The value is among those of a list."""
    return Filter(parameter, (field,), lambda query, values: query[parameter] in (values.get(field) or ()))


def among_texts(parameter: str, field: str) -> Filter:
    """As `text`, over a list of texts."""

    def passes(query: Query, values: Fields) -> bool:
        wanted = query[parameter].lower()
        return any(str(value).lower() == wanted for value in values.get(field) or ())

    return Filter(parameter, (field,), passes)


def date_range(field: str = "startDate") -> tuple[Filter, Filter]:
    """Inclusive at both ends: the same day as start and end means that midnight only.

    Instants are texts that sort as the instants do. A record without the field passes.
    """

    def begun(query: Query, values: Fields) -> bool:
        return bool(values.get(field) is None or values[field] >= query["startDateRange"])

    def not_past(query: Query, values: Fields) -> bool:
        return bool(values.get(field) is None or values[field] <= query["endDateRange"])

    return Filter("startDateRange", (field,), begun), Filter("endDateRange", (field,), not_past)


def flag(parameter: str, field: str) -> Filter:
    """`true` keeps the records that have the flag; `false` is no filter."""
    return Filter(parameter, (field,), lambda _query, values: bool(values.get(field)))


def field_paths(filters: Iterable[Filter]) -> set[str]:
    """All the fields that these filters look at."""
    return {path for each in filters for path in each.fields}

"""A route: which records an endpoint answers, in which order, and what is cut off."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, NoReturn

from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.dataset import Dataset, Fields, Keep, Query, Record
from cbbd_spark.simulator.filters import Filter, field_paths
from cbbd_spark.simulator.query import ApiError
from cbbd_spark.simulator.wire import array, pick


def not_found(_dataset: Dataset, _query: Query) -> NoReturn:
    """What an endpoint that answers one object says when it has none."""
    raise ApiError(404, {"message": "Not found"})


@dataclass(frozen=True)
class Route:
    """One endpoint.

    `source` names the records when several endpoints share them (default: the path). `order` are the fields
    to sort by; `ties` scatters what is equal in them, for the real server has no tie-break (Q2). `row_filters`
    apply within a group of rows. `missing` answers for an OBJECT endpoint without a record.
    """

    path: str
    filters: tuple[Filter, ...] = ()
    source: str = ""
    order: tuple[str, ...] = ()
    row_filters: tuple[Filter, ...] = ()
    missing: Callable[[Dataset, Query], NoReturn] = not_found

    @property
    def source_name(self) -> str:
        """The name under which the dataset holds the records."""
        return self.source or self.path

    @property
    def field_paths(self) -> set[str]:
        """What must be known of a record to filter and sort it."""
        return field_paths(self.filters) | set(self.order)


def keeper(filters: Iterable[Filter], query: Query) -> Keep:
    """Whether fields pass every filter that the query asks for."""
    active = [each.passes for each in filters if each.applies(query)]
    if not active:
        return lambda _fields: True  # asked of every play
    return lambda fields: all(passes(query, fields) for passes in active)


def sort_key(order: tuple[str, ...]) -> Callable[[Record], tuple[Any, ...]]:
    """Missing values sort last, as in the server's database."""

    def key(record: Record) -> tuple[Any, ...]:
        values = [record.fields.get(name) for name in order]
        return tuple((value is None, value if value is not None else 0) for value in values)

    return key


def chosen(route: Route, operation: Operation, dataset: Dataset, query: Query) -> list[Record]:
    """The records of an answer, ordered and cut in silence where the server cuts (Q1, Q2)."""
    keeps = keeper(route.filters, query)
    records = [record for record in dataset.records(route.source_name, query) if keeps(record.fields)]
    if route.order:
        records.sort(key=sort_key(route.order))
    keeps_row = keeper(route.row_filters, query)
    opened = (row for record in records for row in rows_of(record, keeps_row))
    return list(islice(opened, operation.row_cap))


def rows_of(record: Record, keeps_row: Keep) -> Iterable[Record]:
    """The rows of a group that are kept; a record that is no group is its own row."""
    return [record] if record.rows is None else record.rows(keeps_row)


def others(route: Route, dataset: Dataset, query: Query, most: int) -> list[bytes]:
    """Up to `most` records that the query did not ask for, as an answer would hold them without any filter."""
    keeps, keeps_row = keeper(route.filters, query), keeper(route.row_filters, query)

    def outside(record: Record) -> Iterable[Record]:
        if not keeps(record.fields):
            return rows_of(record, lambda _fields: True)
        return () if record.rows is None else record.rows(lambda fields: not keeps_row(fields))

    found = (row for record in dataset.records(route.source_name, {}) for row in outside(record))
    return dataset.render(route.source_name, list(islice(found, most)))


def body_of(route: Route, operation: Operation, dataset: Dataset, query: Query) -> bytes:
    """The body of a 200."""
    bodies = dataset.render(route.source_name, chosen(route, operation, dataset, query))
    if operation.is_array:
        return array(bodies)
    if not bodies:
        route.missing(dataset, query)
    return bodies[0]


def fields_from(document: Any, paths: Iterable[str], extra: Fields | None = None) -> Fields:
    """The filter fields of a decoded record: dotted paths become flat names."""
    return {path: pick(document, path) for path in paths} | dict(extra or {})

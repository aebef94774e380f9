"""One call to be made: an endpoint and its parameters. What cannot be asked safely cannot be built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from cbbd_spark.ingest.window import Window
from cbbd_spark.raw import layout
from cbbd_spark.spec.endpoint import Endpoint

Value = str | int | bool


@dataclass(frozen=True)
class Request:
    """A call of `endpoint` with `parameters` (name, value).

    window: the times that records of the answer can have, and so when it is complete; None = it is never complete
    season: the season that it belongs to; None for what belongs to none
    can_split: the window stands in the parameters `startDateRange` and `endDateRange` and can be halved

    ValueError for a parameter that the endpoint does not declare (the API ignores it in silence), for a required
    one that is missing, and for 0, an empty text, None or NaN: the API takes each of them for "no filter" (Q5).
    """

    endpoint: Endpoint
    parameters: tuple[tuple[str, Value], ...] = ()
    season: int | None = None
    window: Window | None = None
    can_split: bool = False

    def __post_init__(self) -> None:
        declared = {parameter.name: parameter for parameter in self.endpoint.parameters}
        for name, value in self.parameters:
            if name not in declared:
                raise ValueError(f"{self.endpoint.path} has no parameter {name}: the API would ignore it in silence")
            _refuse_no_filter(f"{name} of {self.endpoint.path}", value)
            if declared[name].place == "path" and type(value) is not int:
                raise ValueError(f"{name} of {self.endpoint.path} stands in the path and must be an id, not {value!r}")
        missing = [name for name, each in declared.items() if each.required and name not in self.params]
        if missing:
            raise ValueError(f"{self.endpoint.path} needs {', '.join(missing)}")

    @cached_property
    def params(self) -> dict[str, Value]:
        return dict(self.parameters)

    @cached_property
    def hash(self) -> str:
        """The request's name in raw and in the ledger."""
        return layout.request_hash(self.endpoint.name, self.params)

    @property
    def path(self) -> str:
        """The path with its ids in place."""
        ids = {one.name: str(self.params[one.name]) for one in self.endpoint.parameters if one.place == "path"}
        return self.endpoint.path.format(**ids)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the query as texts, not yet encoded."""
        places = {parameter.name: parameter.place for parameter in self.endpoint.parameters}
        return {name: _text(value) for name, value in self.parameters if places[name] == "query"}

    def halves(self) -> tuple[Request, Request] | None:
        """Two requests for the two halves of the window; None when it cannot be halved."""
        windows = self.window.halves() if self.window and self.can_split else None
        if windows is None:
            return None
        return self._for(windows[0]), self._for(windows[1])

    def _for(self, window: Window) -> Request:
        return replace(self, parameters=with_range(self.params, window), window=window)

    def __str__(self) -> str:
        words = " ".join(f"{name}={_text(value)}" for name, value in self.parameters)
        return f"{self.endpoint.name} {words}".strip()


def with_range(params: Mapping[str, Value], window: Window) -> tuple[tuple[str, Value], ...]:
    """The parameters with the window as the API's two inclusive instants."""
    borders = {"startDateRange": layout.timestamp(window.start), "endDateRange": layout.timestamp(window.end)}
    return tuple({**params, **borders}.items())


def _refuse_no_filter(what: str, value: object) -> None:
    if isinstance(value, bool):
        return
    is_id = isinstance(value, int) and value > 0
    is_text = isinstance(value, str) and value.strip() != ""
    if not (is_id or is_text):
        raise ValueError(f"{what} is {value!r}: the API would take it for no filter at all")


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The API's declared contract, and the one way to make an `Endpoint` of it.

`contract.json` is the OpenAPI document; its `x-*` keys say what the wire is known to do otherwise. An endpoint's
file says what the contract cannot: key, routes, cap. Record and parameters come from here, so that a new version
of the contract is one changed file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TypedDict, Unpack

from cbbd_spark.spec.endpoint import Endpoint, Route, RowCap
from cbbd_spark.spec.openapi import Contract


@cache
def contract() -> Contract:
    """The shipped OpenAPI document."""
    return Contract(json.loads(resources.files(__package__).joinpath("contract.json").read_text("utf-8")))


class Knowledge(TypedDict, total=False):
    """What an endpoint's file may say beyond the contract; see `Endpoint`."""

    from_request: tuple[str, ...]
    not_echoed: tuple[str, ...]
    row_cap: RowCap
    first_season: int
    max_concurrent: int
    refresh_days: int
    on_demand: bool
    dearer_than: str


def endpoint(
    path: str,
    grain: str,
    *,
    key: tuple[str, ...],
    routes: tuple[Route, ...],
    expected_rows: int,
    **knowledge: Unpack[Knowledge],
) -> Endpoint:
    """An endpoint of this source: name from its path, record, parameters, tier and metering from the contract."""
    facts = contract().facts(path)
    return Endpoint(
        name="_".join(part for part in path.split("/") if part and not part.startswith("{")),
        source="cbbd",
        path=path,
        grain=grain,
        key=key,
        routes=routes,
        expected_rows=expected_rows,
        record=contract().record(path),
        parameters=contract().parameters(path),
        is_array=contract().answers_with_array(path),
        tier=facts["minPatronTier"],
        is_metered=facts["metered"],
        **knowledge,
    )

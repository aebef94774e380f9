"""The API's declared contract, and the one way to make an `Endpoint` of it.

`contract.json` is the OpenAPI document; its `x-*` keys say what the wire is known to do otherwise. An endpoint's
file says what the contract cannot: key, routes, cap. Record and parameters come from here, so that a new version
of the contract is one changed file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from cbbd_spark.spec.endpoint import Endpoint, Route, RowCap
from cbbd_spark.spec.openapi import Contract


@cache
def contract() -> Contract:
    """The shipped OpenAPI document."""
    return Contract(json.loads(resources.files(__package__).joinpath("contract.json").read_text("utf-8")))


def endpoint(
    name: str,
    path: str,
    grain: str,
    *,
    key: tuple[str, ...],
    routes: tuple[Route, ...],
    from_request: tuple[str, ...] = (),
    row_cap: RowCap | None = None,
    first_season: int = 2003,
    tier: int = 0,
    max_concurrent: int | None = None,
) -> Endpoint:
    """An endpoint of this source, its record and parameters read from the contract."""
    return Endpoint(
        name=name,
        source="cbbd",
        path=path,
        grain=grain,
        key=key,
        routes=routes,
        record=contract().record(path),
        parameters=contract().parameters(path),
        is_array=contract().answers_with_array(path),
        from_request=from_request,
        row_cap=row_cap,
        first_season=first_season,
        tier=tier,
        max_concurrent=max_concurrent,
    )

"""What must hold of every endpoint that is declared, against the API's contract."""

from __future__ import annotations

import pytest

from cbbd_spark.sources import endpoints
from cbbd_spark.sources.cbbd.contract import contract
from cbbd_spark.spec.endpoint import BySeason, ByUtcDay, CapUnit, Endpoint

every_endpoint = pytest.mark.parametrize("endpoint", endpoints().values(), ids=lambda endpoint: endpoint.name)


@every_endpoint
def test_the_path_is_in_the_contract_under_its_name(endpoint: Endpoint) -> None:
    assert endpoint.path in contract().paths()
    assert endpoint.name == endpoint.path.strip("/").replace("/", "_")


@every_endpoint
def test_the_key_is_the_contracts_and_is_found_in_the_record_or_the_request(endpoint: Endpoint) -> None:
    facts = contract().facts(endpoint.path)
    assert list(endpoint.key) == facts["naturalKey"]
    assert list(endpoint.from_request) == facts["addFromRequest"]
    fields = {field.name for field in endpoint.record.fields}
    assert {name.split(".")[0] for name in endpoint.key} <= fields | set(endpoint.from_request)


@every_endpoint
def test_the_cap_is_the_contracts(endpoint: Endpoint) -> None:
    cap = contract().facts(endpoint.path).get("rowCap")
    held = endpoint.row_cap
    units = {"game": CapUnit.GAMES, "team-game": CapUnit.TEAM_ROWS}
    assert (held and (held.rows, held.unit)) == (cap and (cap["rows"], units[cap["unit"]]))


@every_endpoint
def test_routes_use_parameters_that_the_path_has(endpoint: Endpoint) -> None:
    names = {parameter.name for parameter in endpoint.parameters}
    used = {route.parameter for route in endpoint.routes if isinstance(route, BySeason | ByUtcDay)}
    assert used <= names
    assert endpoint.routes


@every_endpoint
def test_every_declared_field_has_a_column_of_its_own(endpoint: Endpoint) -> None:
    columns = [field.column for field in endpoint.record.fields] + list(endpoint.from_request)
    assert len(columns) == len(set(columns))

"""What must hold of every endpoint that is declared, against the API's contract."""

from __future__ import annotations

import pytest

from cbbd_spark.sources import endpoints
from cbbd_spark.sources.cbbd.contract import contract
from cbbd_spark.spec.endpoint import (
    ByConference,
    ByDateWindow,
    ByGame,
    BySeason,
    ByTeam,
    ByUtcDay,
    CapUnit,
    Endpoint,
    Once,
)
from cbbd_spark.spec.record import snake_case

every_endpoint = pytest.mark.parametrize("endpoint", endpoints().values(), ids=lambda endpoint: endpoint.name)


def test_every_path_of_the_contract_is_an_endpoint_and_no_other() -> None:
    assert sorted(endpoint.path for endpoint in endpoints().values()) == sorted(contract().paths())


@every_endpoint
def test_the_file_is_named_as_the_endpoint(endpoint: Endpoint) -> None:
    words = [part for part in endpoint.path.split("/") if part and not part.startswith("{")]
    assert endpoint.name == "_".join(words)


@every_endpoint
def test_the_key_is_the_contracts_and_is_found_in_the_record_or_the_request(endpoint: Endpoint) -> None:
    facts = contract().facts(endpoint.path)
    assert list(endpoint.key) == facts["naturalKey"]
    assert list(endpoint.from_request) == facts["addFromRequest"]
    fields = {field.name for field in endpoint.record.fields}
    assert {name.split(".")[0] for name in endpoint.key} <= fields | set(endpoint.from_request)


@every_endpoint
def test_what_the_wire_is_known_to_do_is_what_the_contract_says(endpoint: Endpoint) -> None:
    facts = contract().facts(endpoint.path)
    cap, held = facts.get("rowCap"), endpoint.row_cap
    units = {"game": CapUnit.GAMES, "team-game": CapUnit.TEAM_ROWS}
    assert (held and (held.rows, held.unit)) == (cap and (cap["rows"], units[cap["unit"]]))
    assert endpoint.tier == facts["minPatronTier"]
    assert endpoint.is_metered == facts["metered"]
    assert endpoint.is_array == facts["isArray"]
    assert endpoint.max_concurrent == facts.get("maxConcurrentPerUser")


@every_endpoint
def test_routes_send_every_parameter_that_the_path_insists_on(endpoint: Endpoint) -> None:
    required = {parameter.name for parameter in endpoint.parameters if parameter.required}
    names = {parameter.name for parameter in endpoint.parameters}
    choices = [set(choice) for choice in contract().facts(endpoint.path).get("requireOneOf", ())]
    assert endpoint.routes
    for route in endpoint.routes:
        if isinstance(route, Once | BySeason | ByUtcDay | ByDateWindow | ByTeam | ByConference | ByGame):
            sent = _sent(route)
            assert sent <= names
            assert required <= sent
            assert not choices or any(choice <= sent for choice in choices)
        else:
            assert not endpoint.is_planned


@every_endpoint
def test_a_dearer_endpoint_names_one_that_is_planned_and_holds_the_same_records(endpoint: Endpoint) -> None:
    if endpoint.dearer_than:
        cheaper = endpoints()[endpoint.dearer_than]
        assert cheaper.is_planned
        assert cheaper.record == endpoint.record
        assert cheaper.key == endpoint.key


@every_endpoint
def test_every_declared_field_has_a_column_of_its_own(endpoint: Endpoint) -> None:
    columns = [field.column for field in endpoint.record.fields]
    columns += [snake_case(name) for name in endpoint.from_request]
    assert len(columns) == len(set(columns))


def _sent(route: Once | BySeason | ByUtcDay | ByDateWindow | ByTeam | ByConference | ByGame) -> set[str]:
    if isinstance(route, Once):
        return set()
    if isinstance(route, ByDateWindow):
        return {"season", "startDateRange", "endDateRange"}
    if isinstance(route, ByTeam | ByConference):
        return {"season", route.parameter}
    return {route.parameter}

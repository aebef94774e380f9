"""The published contract against the shipped one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cbbd_spark.cassette.against_published import findings
from cbbd_spark.sources.cbbd.contract import contract


@pytest.fixture
def published() -> dict[str, Any]:
    return copy.deepcopy(contract().document)


def found(document: Any) -> set[str]:
    return {finding.where for finding in findings(document)}


def venue(document: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = document["components"]["schemas"]["VenueInfo"]["properties"]
    return properties


def test_the_same_contract_does_not_differ(published: dict[str, Any]) -> None:
    assert found(published) == set()


def test_what_is_known_of_the_wire_is_no_difference(published: dict[str, Any]) -> None:
    del published["components"]["schemas"]["DraftPick"]["properties"]["position"]
    for name, field in venue(published).items():
        venue(published)[name] = {key: value for key, value in field.items() if not key.startswith("x-")}
    assert found(published) == set()


def test_paths_that_come_and_go_are_told(published: dict[str, Any]) -> None:
    published["paths"]["/news"] = {"get": {}}
    del published["paths"]["/venues"]
    assert found(published) == {"/news: a new path", "/venues: is not published"}


def test_parameters_that_change_are_told(published: dict[str, Any]) -> None:
    parameters = published["paths"]["/teams/roster"]["get"]["parameters"]
    parameters[:] = [one for one in parameters if one["name"] != "team"]
    parameters.append({"name": "limit", "in": "query", "schema": {"type": "integer"}})
    parameters[0]["required"] = False
    assert found(published) == {
        "/teams/roster: parameter limit is new (integer)",
        "/teams/roster: parameter season is integer, was integer, required",
        "/teams/roster: parameter team is gone",
    }


def test_fields_that_change_are_told(published: dict[str, Any]) -> None:
    properties = venue(published)
    properties["capacity"] = {"type": "integer", "nullable": True}
    properties["id"] = {"type": "string"}
    del properties["name"]
    assert found(published) == {
        "/venues: field [].capacity is new (integer, nullable)",
        "/venues: field [].id is string, was number",
        "/venues: field [].name is gone",
    }


def test_a_new_value_of_an_enumeration_is_told(published: dict[str, Any]) -> None:
    published["components"]["schemas"]["GameStatus"]["enum"].append("forfeited")
    assert {where.partition(" is ")[0] for where in found(published)} >= {
        "/games: field [].status",
        "/games: parameter status",
    }


def test_a_schema_that_contains_itself_has_an_end(published: dict[str, Any]) -> None:
    venue(published)["parent"] = {"$ref": "#/components/schemas/VenueInfo"}
    assert "/venues: field [].parent is new (object)" in found(published)


@pytest.mark.parametrize("document", [None, [], {}, {"paths": None}, {"swagger": "2.0"}])
def test_what_is_no_contract_is_not_compared(document: Any) -> None:
    assert found(document) == set()


def test_what_a_published_contract_leaves_out_is_told_and_breaks_nothing() -> None:
    assert "/venues: field [].name is gone" in found({"paths": {"/venues": {"get": {}}}})

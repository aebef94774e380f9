"""Differences planted into recorded answers: each is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from cbbd_spark.cassette.answer import Answer
from cbbd_spark.cassette.compare import compare
from cbbd_spark.cassette.finding import Finding
from cbbd_spark.cassette.plan import PLAN
from cbbd_spark.cassette.simulated import StandIn, tier_of
from tests.cassette.taking import SEASON, RealApi, changed_body, recorded, settings_for, steps

Found = set[tuple[str, str, str]]
Plant = Callable[..., Found]


@pytest.fixture
def found(kept: dict[str, Answer], simulated: dict[str, Answer], simulator: StandIn) -> Plant:
    """What is found when the answers to some steps are others; only these steps are compared."""

    def compared(**planted: Answer) -> Found:
        asked = steps(*planted)
        answers = {**kept, **planted}
        findings = compare(asked, answers, simulated, simulator, SEASON).findings
        return {(one.endpoint, one.kind.value, one.where) for one in findings}

    return compared


def with_records(answer: Answer, change: Callable[[Any], None]) -> Answer:
    return replace(answer, body=changed_body(answer.body, change))


def with_headers(answer: Answer, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(answer, take=msgspec.structs.replace(answer.take, headers=named))


def test_nothing_is_found_where_nothing_is_planted(found: Plant, kept: dict[str, Answer]) -> None:
    assert found(**kept) == set()
    assert set(kept) == {step.name for step in PLAN}


def test_an_empty_comparison_finds_nothing(found: Plant) -> None:
    assert found() == set()


def renamed(game: dict[str, Any]) -> None:
    game["excitementIndex"] = game.pop("excitement")


def nested(box: dict[str, Any]) -> None:
    for player in box["players"]:
        player["plusMinus"] = 3


def precise(game: dict[str, Any]) -> None:
    game["startDate"] = game["startDate"].replace(".000Z", "Z")


@pytest.mark.parametrize(
    ("step", "change", "expected"),
    [
        ("games", renamed, {("new field", "excitementIndex"), ("vanished field", "excitement")}),
        ("games_players", nested, {("new field", "players[].plusMinus")}),
        ("games_media", lambda one: one.update(tournament="NCAA"), {("new field", "tournament")}),
        ("games", lambda one: one.update(seasonType="exhibition"), {("new value", "seasonType")}),
        ("conferences", lambda one: one.update(name=None), {("null", "name")}),
        ("games", lambda one: one.update(attendance=10.5), {("changed type", "attendance")}),
        ("conferences", lambda one: one.update(id=str(one["id"])), {("changed type", "id")}),
        ("games", precise, {("changed type", "startDate")}),
    ],
)
def test_a_change_of_the_records_is_found(
    found: Plant, kept: dict[str, Answer], step: str, change: Callable[[Any], None], expected: set[tuple[str, str]]
) -> None:
    assert found(**{step: with_records(kept[step], change)}) == {(step, *one) for one in expected}


def test_a_field_that_is_always_null_and_never_in_the_simulator_is_found(found: Plant, kept: dict[str, Answer]) -> None:
    planted = with_records(kept["games_of_season"], lambda game: game.update(venue=None))
    assert found(games_of_season=planted) == {("games", "null", "venue")}


def test_one_null_among_many_values_may_be_chance(found: Plant, kept: dict[str, Answer]) -> None:
    first = msgspec.json.decode(kept["games_of_season"].body)[0]["id"]

    def change(game: dict[str, Any]) -> None:
        game["venue"] = None if game["id"] == first else game["venue"]

    assert found(games_of_season=with_records(kept["games_of_season"], change)) == set()


def test_rows_in_another_order_are_found(found: Plant, kept: dict[str, Answer]) -> None:
    backwards = msgspec.json.decode(kept["games"].body)[::-1]
    planted = replace(kept["games"], body=msgspec.json.encode(backwards))
    assert found(games=planted) == {("games", "order of the rows", "games")}


def test_more_records_than_the_cap_allows_are_found(found: Plant, kept: dict[str, Answer]) -> None:
    first = msgspec.json.decode(kept["games_players"].body)[0]
    planted = replace(kept["games_players"], body=msgspec.json.encode([first] * 1001))
    assert found(games_players=planted) == {("games_players", "row cap", "games_players")}


def test_an_empty_answer_is_found_unless_it_may_be_empty(found: Plant, kept: dict[str, Answer]) -> None:
    assert found(venues=replace(kept["venues"], body=b"[]")) == {("venues", "no records", "venues")}
    assert found(scoreboard=replace(kept["scoreboard"], body=b"[]")) == set()


def test_a_page_in_the_place_of_records_is_found(found: Plant, kept: dict[str, Answer]) -> None:
    planted = replace(kept["venues"], body=b"<html>")
    assert found(venues=planted) == {("venues", "answer that cannot be read", "venues")}


def test_headers_that_are_missing_or_new_or_other_are_found(found: Plant, kept: dict[str, Answer]) -> None:
    usual: Mapping[str, str] = kept["venues"].take.headers
    assert {"etag", "x-calllimit-remaining", "content-type"} <= set(usual)
    planted = with_headers(kept["venues"], etag="x", content_type="text/json", last_modified="today")
    assert found(venues=planted) == {
        ("venues", "header", "x-calllimit-remaining"),
        ("venues", "header", "content-type"),
        ("venues", "header", "last-modified"),
    }


def test_a_large_body_that_comes_unpacked_is_found(found: Plant, kept: dict[str, Answer]) -> None:
    large = kept["plays_date"]
    assert large.take.body_bytes > 100_000
    headers = {name: value for name, value in large.take.headers.items() if name != "content-encoding"}
    assert found(plays_date=with_headers(large, **headers)) == {("plays_date", "header", "content-encoding")}


def test_another_status_is_found_and_its_message_told(
    kept: dict[str, Answer], simulated: dict[str, Answer], simulator: StandIn
) -> None:
    take = msgspec.structs.replace(kept["venues"].take, status=404)
    answers = {**kept, "venues": Answer(take, b'{"message": "gone for good"}')}
    [finding] = compare(steps("venues"), answers, simulated, simulator, SEASON).findings
    assert finding.detail == '404 "gone for good", the simulator says 200'


def test_another_body_of_an_error_is_found(found: Plant, kept: dict[str, Answer]) -> None:
    name = "shooting_of_everybody"
    assert kept[name].take.status == 400
    planted = replace(kept[name], body=b'{"message": 400, "details": {}, "code": 7}')
    kinds = {(kind, where.partition(": ")[2]) for _, kind, where in found(**{name: planted})}
    assert kinds >= {("changed type", "message"), ("new field", "code")}


def test_a_call_that_is_counted_otherwise_is_found(found: Plant, kept: dict[str, Answer]) -> None:
    before, after = kept["lines_providers"], kept["conferences_history"]
    assert after.take.number == before.take.number + 1
    left = int(before.take.headers["x-calllimit-remaining"])
    headers = dict(after.take.headers, **{"x-calllimit-remaining": str(left - 2)})
    planted = {"lines_providers": before, "conferences_history": with_headers(after, **headers)}
    assert found(**planted) == {("conferences_history", "count of the calls", "conferences_history")}


def test_a_published_contract_is_compared_and_an_unpublished_one_is_not(found: Plant, kept: dict[str, Answer]) -> None:
    assert kept["api_docs"].take.status == 404
    take = msgspec.structs.replace(kept["api_docs"].take, status=200)
    planted = Answer(take, b'{"paths": {}}')
    differences = found(api_docs=planted)
    assert len(differences) == 40
    assert ("api_docs", "published contract", "/venues: is not published") in differences


def test_what_contract_and_simulator_both_show_is_one_difference(
    kept: dict[str, Answer], simulated: dict[str, Answer], simulator: StandIn
) -> None:
    answers = {**kept, "games": with_records(kept["games"], lambda game: game.update(mood="good"))}
    [finding] = compare(steps("games"), answers, simulated, simulator, SEASON).findings
    assert isinstance(finding, Finding)
    assert (finding.where, finding.against) == ("mood", "contract, simulator")


@pytest.mark.parametrize("tier", [0, 1, 3])
def test_the_simulator_gets_the_tier_that_the_key_turned_out_to_have(
    real: RealApi, simulator: StandIn, tier: int
) -> None:
    real.tier = tier
    asked = steps("games", "conferences", "scoreboard", "stats_team_leaderboard")
    asked = [step for step in asked if step.name != "stats_team_leaderboard"] + steps("stats_team_leaderboard")
    with real.served() as url:
        answers = recorded(url, asked)
        assert tier_of(answers, asked) == tier
        ours = simulator.ask(asked, settings_for(url).api, tier)
    assert compare(asked, answers, ours, simulator, SEASON).findings == []
    assert [answers[step.name].take.status == 401 for step in asked[-2:]] == [tier < 1, tier < 2]

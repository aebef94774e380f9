"""Which calls there are."""

from __future__ import annotations

import pytest

from cbbd_spark.cassette.facts import Fact, learn
from cbbd_spark.cassette.plan import API_DOCS, MOST_CALLS, PLAN
from cbbd_spark.ingest.source import known
from tests.cassette.taking import steps


def test_every_endpoint_comes_and_each_call_once() -> None:
    assert {step.endpoint.name for step in PLAN} == {*known(), API_DOCS.name}
    assert len({step.name for step in PLAN}) == len(PLAN)


def test_two_runs_make_all_calls() -> None:
    assert MOST_CALLS < len(PLAN) <= 2 * MOST_CALLS


def test_endpoints_that_not_every_key_may_ask_come_last() -> None:
    tiers = [step.endpoint.tier > 0 for step in PLAN]
    assert tiers == sorted(tiers)
    assert any(tiers)


def test_a_call_says_what_it_lacks() -> None:
    [step] = steps("lineups_game")
    with pytest.raises(KeyError) as caught:
        step.request(learn(2025, {}))
    assert caught.value.args == (Fact.GAME,)


def test_the_one_undeclared_parameter_is_sent() -> None:
    [probe] = [step for step in PLAN if step.undeclared]
    assert probe.request(learn(2025, {})).query == {"year": "2025", "season": "1900"}

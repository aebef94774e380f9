"""What the simulation itself must be, so that its seeds mean something."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from cbbd_spark.errors import Interrupted, QuotaExhausted
from cbbd_spark.ingest.report import HarvestReport
from tests.ingest.simulated import invariants
from tests.ingest.simulated.faults import KINDS
from tests.ingest.simulated.life import End, Life
from tests.ingest.simulated.story import live_through
from tests.ingest.simulated.swarm import Swarm

BAD_DAYS = {kind: 0.02 for kind in KINDS if kind not in ("401", "400", "null", "another day")}


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[End]:
    """How each process ended, in order."""
    found: list[End] = []
    run = Life.run

    def noting(*args: object, **named: object) -> End:
        found.append(run(*args, **named))
        return found[-1]

    monkeypatch.setattr(Life, "run", noting)
    return found


def test_one_seed_is_one_life() -> None:
    first, second = live_through(11), live_through(11)
    assert first.swarm == second.swarm
    assert (first.clock.seconds, first.runs) == (second.clock.seconds, second.runs)
    assert first.raw.all == second.raw.all
    assert first.raw.all != live_through(12).raw.all


def test_the_order_of_tasks_differs_from_seed_to_seed() -> None:
    """In a world where nothing takes any time, only the loop decides who comes first."""
    timeless = Swarm(latency=0.0, disk_slowness=0.0)
    orders = set()
    for seed in range(5):
        life = Life(0, timeless)
        life.rng.seed(seed)
        life.run()
        orders.add(tuple(life.upstream.answered))
    assert len(orders) == 5


def test_every_end_of_a_process_and_every_fault_comes_within_some_hundred_seeds(ends: list[End]) -> None:
    lives = [live_through(seed) for seed in range(300, 500)]
    assert {type(end).__name__ for end in ends} == {
        *("Busy", "ConfigurationError", "HarvestReport", "Interrupted", "Killed", "QuotaExhausted", "SourceDown"),
        "StoreFull",
    }
    assert any("this run does not hold the lease" in str(end) for end in ends), "nobody was overtaken"
    assert {kind for life in lives for kind in life.swarm.faults} == KINDS.keys()
    assert any(life.upstream.extra() for life in lives), "no kill has cost a call"


def test_without_faults_nothing_is_asked_twice() -> None:
    life = Life(0, Swarm())
    report = life.run()
    assert isinstance(report, HarvestReport)
    assert report.calls == life.upstream.answered.total() == len(life.upstream.answered)
    invariants.insist_on_whole(life)


def test_a_fifth_of_the_calls_failing_costs_less_than_half_as_many_calls_again() -> None:
    plain, bad = Life(5, Swarm()), Life(5, Swarm(faults=BAD_DAYS))
    wanted = plain.run().calls
    calls = 0
    while (report := bad.run()).calls:
        calls += report.calls
        bad.wait(timedelta(hours=13))  # what was refused is asked again then
    assert wanted < calls <= 1.5 * wanted
    invariants.insist_on_whole(bad)


def test_the_month_is_used_up_and_the_next_ones_go_on_where_it_ended(ends: list[End]) -> None:
    life = Life(3, Swarm(quota=12))
    assert isinstance(life.run(), QuotaExhausted)
    assert sum("/_manifest/" not in key for key in life.raw.all), "what landed before is kept"
    assert invariants.is_settled(life)
    life.finish()
    assert Counter(life.upstream.used.values())[12] >= 1
    assert life.upstream.extra() == 0
    assert sum(isinstance(end, QuotaExhausted) for end in ends) == len(life.upstream.used) - 1


def test_a_run_that_is_told_what_is_left_ends_before_the_source_refuses(ends: list[End]) -> None:
    # Of several calls at once the last ones do not know yet what the first are told.
    life = Life(3, Swarm(quota=12, tells=True, concurrency=1))
    report = life.run()
    assert isinstance(report, HarvestReport)
    assert report.calls == 12
    assert "another day" in report.notes[-1]
    life.finish()
    assert not any(isinstance(end, QuotaExhausted) for end in ends)


def test_a_signal_lets_what_is_under_way_land(ends: list[End]) -> None:
    life = Life(1, Swarm(signals=1.0))
    while not isinstance(ends[-1] if ends else None, Interrupted):
        life.run(life.troubles())
    assert invariants.is_settled(life)
    assert life.allowed == 0

"""With any one of its guards off, the core loses, doubles or asks again, and the simulation finds that out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from cbbd_spark.errors import Busy
from cbbd_spark.ingest.landing import Answer, Landing
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.run import Run
from cbbd_spark.ingest.segments import Segments
from cbbd_spark.raw import manifest
from cbbd_spark.raw.store import RawStore
from cbbd_spark.state import lease
from cbbd_spark.state.ledger import Ledger, Row
from tests.ingest.simulated.disk import Items
from tests.ingest.simulated.story import live_through
from tests.ingest.simulated.swarm import Swarm

SEEDS = 200
KILLS = Swarm(kills=0.9)
PAUSES = Swarm(pauses=0.9, kills=0.5)


def insist_on_a_bug(monkeypatch: pytest.MonkeyPatch, swarm: Swarm) -> None:
    """One of some seeds fails, and with the guard on again it passes."""
    seed = next((seed for seed in range(SEEDS) if fails(seed, swarm)), None)
    assert seed is not None, "nobody misses the guard"
    monkeypatch.undo()
    live_through(seed, swarm)


def fails(seed: int, swarm: Swarm) -> bool:
    try:
        live_through(seed, swarm)
    except (AssertionError, Busy):
        return True
    return False


def test_who_does_not_settle_what_was_pending_asks_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Segments, "settle_pending", lambda _: None)
    insist_on_a_bug(monkeypatch, KILLS)


def test_who_does_not_learn_the_segments_that_are_there_cannot_write_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Segments, "learn_new_segments", lambda _: None)
    insist_on_a_bug(monkeypatch, KILLS)


def test_who_does_not_go_back_with_raw_never_asks_for_what_it_has_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Segments, "go_back_with_raw", lambda _: None)
    insist_on_a_bug(monkeypatch, Swarm(kills=0.9, restores=True))


def test_who_does_not_look_for_what_awaits_its_segment_names_what_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_back = Segments.go_back_with_raw

    def only_when_segments_are_missing(self: Segments) -> None:
        raw, ledger, name = self._raw, self._ledger, self._name
        if manifest.last_segment(raw, "cbbd", name) < ledger.segments_seen(name):
            go_back(self)

    monkeypatch.setattr(Segments, "go_back_with_raw", only_when_segments_are_missing)
    insist_on_a_bug(monkeypatch, Swarm(kills=0.9, restores=True))


def test_without_the_fence_in_its_transaction_a_paused_run_writes_over_the_next_ones_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Items, "holds", lambda *_: True)
    insist_on_a_bug(monkeypatch, PAUSES)


def test_who_takes_the_lease_whoever_has_it_makes_two_runs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "is_dead", lambda _: True)
    insist_on_a_bug(monkeypatch, PAUSES)


def test_a_lease_that_is_written_whatever_its_version_is_taken_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Items, "has_version", lambda *_: True)
    insist_on_a_bug(monkeypatch, PAUSES)


def test_who_writes_the_ledger_before_the_manifest_loses_what_was_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    put, append = Ledger.put, manifest.append
    late: list[Callable[[], object]] = []

    def number_at_once(store: RawStore, source: str, endpoint: str, entries: Iterable[Any], after: int) -> int:
        some = list(entries)
        late.append(lambda: append(store, source, endpoint, some, after))
        return after + 1

    def put_then_append(self: Ledger, endpoint: str, rows: Iterable[Row]) -> None:
        writing = late[:]
        late.clear()
        put(self, endpoint, rows)
        for write in writing:
            write()

    # To go back with raw would mend it: a number that no segment has is not believed.
    monkeypatch.setattr(Segments, "go_back_with_raw", lambda _: None)
    monkeypatch.setattr(manifest, "append", number_at_once)
    monkeypatch.setattr(Ledger, "put", put_then_append)
    insist_on_a_bug(monkeypatch, KILLS)


def test_who_creates_an_object_before_saying_so_finds_it_nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    remember = Landing._remember  # noqa: SLF001

    def not_what_is_pending(self: Landing, rows: Iterable[Row]) -> None:
        remember(self, [row for row in rows if row.pending is None])

    monkeypatch.setattr(Landing, "_remember", not_what_is_pending)
    insist_on_a_bug(monkeypatch, KILLS)


def test_who_says_that_an_object_is_there_before_it_is_promises_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    create, land_all = Landing._create, Landing.land_all  # noqa: SLF001
    late: list[Callable[[], None]] = []

    def later(self: Landing, objects: dict[str, bytes]) -> None:
        late.append(lambda: create(self, objects))

    def land_then_create(self: Landing, answers: Sequence[Answer]) -> Any:
        late.clear()
        results = land_all(self, answers)
        for write in late:
            write()
        return results

    monkeypatch.setattr(Landing, "_create", later)
    monkeypatch.setattr(Landing, "land_all", land_then_create)
    insist_on_a_bug(monkeypatch, KILLS)


def test_who_forgets_what_it_has_asked_asks_it_twice_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_all = Run.ask_all

    async def forgetful(self: Run, requests: Iterable[Request]) -> None:
        self._asked.clear()
        await ask_all(self, requests)

    monkeypatch.setattr(Run, "ask_all", forgetful)
    insist_on_a_bug(monkeypatch, Swarm(corrections=True))

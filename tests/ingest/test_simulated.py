"""Seeded runs in memory and in virtual time: faults at any call, kills at any write, and in the end all is there.

A failing seed is in the name of the test.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.errors import Busy, RetryLater, SourceDown
from cbbd_spark.ingest.faults import Unreachable, Unusable
from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.segments import Segments
from cbbd_spark.ingest.world import World
from cbbd_spark.raw import layout, manifest
from cbbd_spark.state.keyvalue import Guard, Item
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import CANARY, settings_for
from tests.ingest.virtual import VirtualLoop

SEASON = 2024
ENDPOINTS = ["games", "games_teams", "plays_date", "teams", "venues"]
CAP = 3000


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Process:
    """Dies at its n-th write, and nothing that it does afterwards has an effect."""

    writes_left: int = 10**9

    def write(self) -> None:
        self.writes_left -= 1
        if self.writes_left <= 0:
            raise Killed


@dataclass
class MemoryStore:
    """A raw store that outlives its processes."""

    process: Process
    objects: dict[str, bytes] = field(default_factory=dict)

    def create(self, key: str, body: bytes) -> bool:
        self.process.write()
        is_new = self.objects.setdefault(key, body) is body
        self.process.write()
        return is_new

    def create_all(self, objects: Mapping[str, bytes]) -> dict[str, bool]:
        return {key: self.create(key, body) for key, body in objects.items()}

    def read(self, key: str) -> bytes:
        return self.objects[key]

    def list(self, prefix: str) -> list[str]:
        return sorted(key for key in self.objects if key.startswith(prefix))

    def uri(self, key: str) -> str:
        return f"memory://{key}"

    def sweep(self) -> int:
        return 0


class MemoryState(SqliteKeyValue):
    """A state that outlives its processes."""

    def __init__(self) -> None:
        super().__init__(Path(":memory:"))
        self.process = Process()

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        self.process.write()
        done = super().put(partition, values, only_if)
        self.process.write()
        return done

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        self.process.write()
        return super().put_if(partition, sort, value, version)

    def get(self, partition: str, sort: str) -> Item | None:
        return super().get(partition, sort)


class Upstream:
    """The source, and its bad days. Every answer is right in the end."""

    def __init__(self, rng: random.Random, fault_share: float) -> None:
        self.rng = rng
        self.fault_share = fault_share
        self.good_answers: Counter[str] = Counter()
        start = datetime.fromisoformat("2023-11-06T00:00:00+00:00")
        starts = [start + timedelta(hours=rng.randrange(0, 24 * 150)) for _ in range(40)]
        self.games = [
            {"id": n, "season": SEASON, "startDate": layout.timestamp(at), "status": "final"}
            for n, at in enumerate(starts, 1)
        ]

    async def __call__(self, request: Request, _hand: Hand) -> Reply:
        if self.rng.random() < self.fault_share:
            return self.fault(request)
        self.good_answers[str(request)] += 1
        return self.reply(200, json.dumps(self.found(request)).encode())

    def fault(self, request: Request) -> Reply:
        good = gzip.compress(json.dumps(self.found(request)).encode())
        kind = self.rng.randrange(8)
        if kind == 0:
            raise Unreachable("refused")
        if kind == 1:
            raise RetryLater("reset")
        if kind == 2:
            raise Unusable("the body is cut off", good[:10], is_final=True)
        wrong = {
            3: self.reply(503, b'{"message":"Unable to verify call quota. Please retry later."}'),
            4: self.reply(429, b'{"message":"Too many concurrent requests."}', {"retry-after": "1"}),
            5: self.reply(200, b"<html>"),
            6: Reply("u", 200, {"content-encoding": "gzip"}, good[:-5]),
            7: Reply("u", 200, {"content-encoding": "gzip"}, b"not gzip"),
        }
        return wrong[kind]

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> Reply:
        return Reply("u", status, {"content-encoding": "gzip", **(headers or {})}, gzip.compress(body, 1))

    def found(self, request: Request) -> list[dict[str, Any]]:
        name, window = request.endpoint.name, request.window
        if name == "venues":
            return [{"id": 1}]
        if name == "teams":
            return [{"id": 1, "school": "Duke", "conference": "ACC"}]
        inside = [one for one in self.games if window and datetime.fromisoformat(str(one["startDate"])) in window]
        if name == "games":
            return inside
        if name == "games_teams":
            return [
                {"gameId": one["id"], "teamId": team, "startDate": one["startDate"]}
                for one in inside
                for team in (1, 2)
            ]
        return [{"id": one["id"], "gameId": one["id"], "gameStartDate": one["startDate"]} for one in inside]


class Life:
    """One lake and its source over many processes."""

    def __init__(self, seed: int, tmp_path: Path, fault_share: float) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.source = Upstream(self.rng, fault_share)
        self.process = Process()
        self.raw, self.dead_letter = MemoryStore(self.process), MemoryStore(self.process)
        self.state = MemoryState()
        self.settings = settings_for("http://127.0.0.1:1", tmp_path, requests_per_second=10.0, max_attempts=6)
        self.day = 0

    def run(self, writes: int = 10**9) -> Any:
        """One process, hours after the one before; returns its report, or what it died of."""
        self.day += 1
        loop = VirtualLoop()
        self.process.writes_left = writes
        self.state.process = self.process

        async def inline(function: Callable[..., Any], /, *args: Any) -> Any:
            return function(*args)

        offload: Callable[..., Awaitable[Any]] = inline
        later = timedelta(days=200) + timedelta(hours=13 * self.day)  # what was refused is due again
        world = World(
            self.source, self.raw, self.dead_letter, self.state, lambda: loop.wall() + later, self.rng, offload
        )
        job = harvest(self.settings, CANARY, Order([SEASON], endpoints=ENDPOINTS), run_id=str(self.day), world=world)
        try:
            return loop.run_until_complete(job)
        except (Killed, SourceDown) as end:
            return end
        finally:
            loop.close()

    def landed(self, endpoint: str) -> list[dict[str, Any]]:
        entries = [entry for _, entry in manifest.entries(self.raw, "cbbd", endpoint)]
        assert len({entry.object for entry in entries}) == len(entries), "twice in the manifest"
        lines = [line for entry in entries for line in layout.unpacked(self.raw.read(entry.object))]
        return [json.loads(line) for line in lines]

    def assert_whole(self) -> None:
        named = {entry.object for name in ENDPOINTS for _, entry in manifest.entries(self.raw, "cbbd", name)}
        assert named == {key for key in self.raw.objects if "/_manifest/" not in key}
        ids = [one["id"] for one in self.source.games]
        assert sorted(one["id"] for one in self.landed("games")) == ids
        assert sorted(one["gameId"] for one in self.landed("games_teams")) == sorted(ids * 2)
        assert {one["id"] for one in self.landed("plays_date")} == set(ids)
        assert len(self.landed("venues")) == 1


@pytest.mark.parametrize("seed", range(12))
def test_with_a_fifth_of_the_calls_failing_and_kills_at_any_write_nothing_is_lost_or_doubled(
    seed: int, tmp_path: Path
) -> None:
    live_through(seed, tmp_path)


@pytest.mark.parametrize("guard", ["settle_pending", "learn_new_segments"])
def test_without_its_guard_a_run_loses_or_doubles_or_stops(
    guard: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Segments, guard, lambda _: None)
    with pytest.raises((AssertionError, Busy)):  # Busy: its own last segment is unknown to it
        live_through_all(range(12), tmp_path)


def live_through_all(seeds: Iterable[int], tmp_path: Path) -> None:
    for seed in seeds:
        live_through(seed, tmp_path)


def live_through(seed: int, tmp_path: Path) -> None:
    """Six processes that are killed, then as many as it takes; all is there in the end, and nothing twice."""
    life = Life(seed, tmp_path, fault_share=0.2)
    kills = 0
    for _ in range(6):
        kills += isinstance(life.run(life.rng.randrange(1, 150)), Killed)
    assert kills
    for _ in range(5):
        report = life.run()
        if report.set_aside == 0:
            break
    assert report.set_aside == 0
    life.assert_whole()
    extra = sum(count - 1 for count in life.source.good_answers.values())
    assert extra <= kills * life.settings.api.concurrency * 2, "more than what was under way was asked again"
    assert life.run().calls == 0


def test_without_faults_nothing_is_asked_twice(tmp_path: Path) -> None:
    life = Life(0, tmp_path, fault_share=0)
    report = life.run()
    assert report.calls == len(life.source.good_answers)
    life.assert_whole()


def test_a_fifth_of_the_calls_failing_costs_less_than_half_as_many_calls_again(tmp_path: Path) -> None:
    plain, bad = Life(5, tmp_path, fault_share=0), Life(5, tmp_path, fault_share=0.2)
    wanted = plain.run().calls
    calls = 0
    while (report := bad.run()).calls:
        calls += report.calls
    assert calls <= 1.4 * wanted
    bad.assert_whole()

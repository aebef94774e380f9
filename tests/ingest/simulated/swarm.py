"""What one seed is about. First it chooses what can happen in its world at all, and only then when it does."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.ingest.simulated import faults
from tests.ingest.simulated.league import ENDPOINTS


@dataclass(frozen=True)
class Swarm:
    """Without arguments a world in which nothing goes wrong.

    kills, pauses, signals: how likely each is to befall a process; the others: see Upstream, League and Process

    stalls, stall: share of the calls at which the process stands still, and for how many seconds
    power_cuts: a kill takes the last writes of the state along
    restores: raw is replaced by an older copy; losses: the state is lost; both between processes
    corrections: in the end records change, and everything is asked anew
    """

    endpoints: tuple[str, ...] = ENDPOINTS
    faults: Mapping[str, float] = field(default_factory=dict)
    kills: float = 0.0
    pauses: float = 0.0
    signals: float = 0.0
    slow: float = 0.0
    stalls: float = 0.0
    stall: float = 0.0
    latency: float = 0.5
    disk_slowness: float = 0.01
    disk_fullness: float = 0.0
    quota: int | None = None
    tells: bool = False
    crowd: int = 0
    late: tuple[str, ...] = ()
    power_cuts: bool = False
    restores: bool = False
    losses: bool = False
    corrections: bool = False
    concurrency: int = 4
    max_attempts: int = 6

    @classmethod
    def choose(cls, rng: random.Random) -> Swarm:
        def at_times(share: float) -> bool:
            return rng.random() < share

        quota = rng.randrange(10, 40) if at_times(0.2) else None
        return cls(
            endpoints=("games", *(name for name in ENDPOINTS[1:] if at_times(0.7))),
            faults=faults.choose(rng) if at_times(0.7) else {},
            kills=rng.choice([0.0, 0.5, 0.9]),
            pauses=rng.choice([0.0, 0.0, 0.5]),
            signals=rng.choice([0.0, 0.0, 0.3]),
            slow=rng.choice([0.0, 0.0, 0.0, 0.05]),
            stalls=rng.choice([0.0, 0.0, 0.0, 0.1]),
            stall=rng.choice([1.0, 30.0, 150.0]),
            latency=rng.choice([0.0, 0.05, 1.0, 8.0]),
            disk_slowness=rng.choice([0.0, 0.01, 1.0]),
            disk_fullness=rng.choice([0.0, 0.0, 0.0, 0.05]),
            quota=quota,
            tells=at_times(0.5),
            crowd=2 if at_times(0.1) else 0,
            late=tuple(name for name in ENDPOINTS[:3] if at_times(0.5)) if at_times(0.2) else (),
            power_cuts=at_times(0.15),
            restores=at_times(0.15),
            losses=at_times(0.15),
            corrections=quota is None and at_times(0.25),  # who asks for everything needs the calls for it
            concurrency=rng.choice([1, 3, 4]),
            max_attempts=rng.randrange(1, 6),
        )

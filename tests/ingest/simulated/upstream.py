"""The source: a league, its bad days, and its count of the month's calls."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from tests.ingest.simulated import faults
from tests.ingest.simulated.league import League
from tests.ingest.simulated.loop import Clock

_SLOW = 700.0  # longer than the deadline of a request


@dataclass
class Upstream:
    """live: kinds of faults and their shares of the calls; slow: share of the calls that take for ever
    quota: calls a month, none = as many as one likes; tells: whether replies say how many are left
    answered: good answers by request, in the times between which nothing may be asked again
    """

    clock: Clock
    rng: random.Random
    league: League
    live: dict[str, float] = field(default_factory=dict)
    slow: float = 0.0
    usual_latency: float = 0.3
    quota: int | None = None
    tells: bool = False
    used: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    era: int = 0
    epoch: int = 0

    def heal(self) -> None:
        """No further fault; the quota stays what it is."""
        self.live, self.slow = {}, 0.0

    def is_used_up(self) -> bool:
        """Whether not one more call of the month is left."""
        return self.quota is not None and self.used[self._month()] >= self.quota

    def latency(self) -> float:
        return _SLOW if self.rng.random() < self.slow else self.rng.random() * self.usual_latency

    def reply_to(self, request: Request) -> tuple[Reply, bool]:
        """The reply, and whether it is a good answer."""
        month = self._month()
        if self.is_used_up():
            return faults.refusal(429, "Monthly quota exceeded"), False
        self.used[month] += 1
        body = self.league.body(request)
        for kind, share in self.live.items():
            if self.rng.random() < share:
                return faults.KINDS[kind](body), False
        self.answered[request.hash, self._time_of(request, body)] += 1
        left = {"x-calllimit-remaining": str(self.quota - self.used[month])} if self.tells and self.quota else {}
        return faults.ok(body, left), True

    def take_back(self, request: Request) -> None:
        """The last answer never came: whoever asked had given up."""
        self.answered[request.hash, self._time_of(request, self.league.body(request))] -= 1

    def extra(self) -> int:
        """Good answers to what had been answered well before, without a reason to ask again."""
        return sum(count - 1 for count in self.answered.values() if count)

    def _month(self) -> str:
        return f"{self.clock.wall():%Y-%m}"

    def _time_of(self, request: Request, body: bytes) -> str:
        """What is complete and has records is never asked again, unless everything is; the rest is after weeks."""
        is_for_good = request.window is not None and body != b"[]"
        return f"{self.era}" if is_for_good else f"{self.era}/{self.epoch}"

"""What a harvest did, in numbers that add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from cbbd_spark.ingest.outcome import Kind, Outcome
from cbbd_spark.raw.drift_history import Noticed, notice


@dataclass
class EndpointReport:
    """Requests of one endpoint by what came of them; asked = the sum of all kinds.

    rows, odd_rows, keyless_rows: of the answers that landed. body_bytes: JSON received, inflated.
    object_bytes: stored. drift: in what the answers differ from what was to be expected.
    """

    asked: int = 0
    landed: int = 0
    unchanged: int = 0
    empty: int = 0
    truncated: int = 0
    dead_lettered: int = 0
    failed: int = 0
    skipped: int = 0
    rows: int = 0
    odd_rows: int = 0
    keyless_rows: int = 0
    body_bytes: int = 0
    object_bytes: int = 0
    drift: list[Noticed] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        counter = "dead_lettered" if outcome.kind is Kind.DEAD_LETTER else outcome.kind.value
        self.asked += 1
        setattr(self, counter, getattr(self, counter) + 1)
        self.body_bytes += outcome.body_bytes
        for each in outcome.drift:
            notice(self.drift, each)
        if outcome.kind is Kind.LANDED:
            self.rows += outcome.rows
            self.odd_rows += outcome.odd_rows
            self.keyless_rows += outcome.keyless_rows
            self.object_bytes += outcome.object_bytes


@dataclass
class HarvestReport:
    """What a harvest did. calls: over the wire, tries that failed among them; calls_remaining: as the API last said."""

    run_id: str
    endpoints: dict[str, EndpointReport] = field(default_factory=dict)
    calls: int = 0
    calls_remaining: int | None = None
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def set_aside(self) -> int:
        """Requests whose answer could not be used: dead-lettered or failed. Odd records are bronze's to count."""
        return sum(each.dead_lettered + each.failed for each in self.endpoints.values())

    def total(self, counter: str) -> int:
        """The sum of one counter over the endpoints, for example `rows`."""
        return sum(getattr(each, counter) for each in self.endpoints.values())

    def of(self, endpoint: str) -> EndpointReport:
        return self.endpoints.setdefault(endpoint, EndpointReport())

    def as_dict(self) -> dict[str, Any]:
        """For the run report; holds nothing but numbers and texts."""
        return {**asdict(self), "set_aside": self.set_aside}


@dataclass(frozen=True)
class Progress:
    """How far a harvest is. planned grows when games that landed make more requests possible."""

    done: int
    planned: int
    request: str
    kind: str
    rows: int
    calls: int
    body_bytes: int


OnProgress = Callable[[Progress], None]

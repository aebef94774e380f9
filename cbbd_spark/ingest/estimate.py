"""What a plan costs by endpoint, and what dearer ways to the same records would cost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cbbd_spark.ingest import routes
from cbbd_spark.ingest.knowledge import Knowledge, Rows
from cbbd_spark.ingest.plan import Plan, rank
from cbbd_spark.spec.endpoint import Endpoint, Once, Route
from cbbd_spark.spec.record import snake_case
from cbbd_spark.state.ledger import Row, Status


@dataclass(frozen=True)
class Cost:
    """calls: to be made; is_about: some of them are an estimate, because games or teams are not known yet
    rows: records to be expected
    dearer: endpoints that bring the same records -> calls for the same seasons
    """

    endpoint: Endpoint
    route: str
    calls: int
    is_about: bool
    rows: int
    dearer: Mapping[str, int]

    def minutes(self, calls_per_second: float) -> float:
        return self.calls / calls_per_second / 60


def costs(
    made: Plan, chosen: Sequence[Endpoint], seasons: Sequence[int], known: Mapping[str, Endpoint], rows: Rows
) -> list[Cost]:
    """One for each chosen endpoint, in the order in which they are asked."""
    asked = Counter(request.endpoint.name for request in made.requests)
    knowledge = Knowledge(rows)
    found = []
    for one in sorted(chosen, key=lambda endpoint: (rank(endpoint), endpoint.name)):
        unknown = made.unknown[one.name]
        calls, of_season = asked[one.name] + unknown, made.of_season[one.name] + unknown
        records = _records(one, calls, of_season, len(seasons), rows(one.name).values())
        dearer = {other.name: _calls(other, seasons, knowledge) for other in _dearer_than(one, known)}
        found.append(Cost(one, ", then ".join(map(_words, one.routes)), calls, unknown > 0, records, dearer))
    return found


def _dearer_than(endpoint: Endpoint, known: Mapping[str, Endpoint]) -> list[Endpoint]:
    return [other for other in known.values() if other.dearer_than == endpoint.name]


def _calls(endpoint: Endpoint, seasons: Sequence[int], known: Knowledge) -> int:
    found = [
        routes.enumerate_route(endpoint, route, season, known)
        for route in endpoint.routes
        for season in seasons
        if season >= endpoint.first_season
    ]
    return sum(len(one.requests) + one.unknown for one in found)


def _records(endpoint: Endpoint, calls: int, of_season: int, seasons: int, held: Iterable[Row]) -> int:
    """By what answers to such requests have brought so far; by what a season usually brings before there are any."""
    answered = [row.rows for row in held if row.status is Status.LANDED]
    if answered:
        return round(sum(answered) / len(answered) * calls)
    times = 1 if all(isinstance(route, Once) for route in endpoint.routes) else seasons
    return round(endpoint.expected_rows * times * calls / of_season) if of_season else 0


def _words(route: Route) -> str:
    """`ByDateWindow(days=30)` -> `by date window (30 days)`."""
    name = type(route).__name__
    text = snake_case(name).replace("_", " ").replace("utc", "UTC")
    days = getattr(route, "days", None)
    return f"{text} ({days} days)" if days else text

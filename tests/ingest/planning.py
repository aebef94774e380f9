"""Plans over a ledger in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cbbd_spark.ingest.due import Policy
from cbbd_spark.ingest.plan import Plan, plan
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw.layout import timestamp
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Facts, Row, Status, Team

KNOWN = endpoints()
LONG_AFTER = datetime(2026, 7, 1, tzinfo=UTC)
POLICY = Policy(timedelta(days=7), timedelta(hours=12), timedelta(days=180), timedelta(hours=12))


class Held:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Row]] = {}

    def __call__(self, endpoint: str) -> Mapping[str, Row]:
        return self.rows.get(endpoint, {})

    def answer(self, requests: list[Request], at: datetime, status: Status = Status.LANDED, **more: Any) -> None:
        for one in requests:
            row = Row(
                endpoint=one.endpoint.name,
                request_hash=one.hash,
                params=one.params,
                status=status,
                observed_at=timestamp(at),
                **more,
            )
            self.rows.setdefault(one.endpoint.name, {})[one.hash] = row


def planned(
    names: list[str], seasons: list[int], held: Held | None = None, now: datetime = LONG_AFTER, policy: Policy = POLICY
) -> Plan:
    return plan([KNOWN[name] for name in names], seasons, held or Held(), now, policy)


def count(made: Plan) -> dict[str, int]:
    found: dict[str, int] = {}
    for request in made.requests:
        found[request.endpoint.name] = found.get(request.endpoint.name, 0) + 1
    return found


def teams(season: int, *found: Team) -> Held:
    held = Held()
    held.answer(planned(["teams"], [season]).requests, LONG_AFTER, facts=Facts(teams=list(found)))
    return held


DUKE, UNC, ARMY = Team(7, "Duke", "ACC"), Team(9, "North Carolina", "ACC"), Team(3, "Army", "Patriot")

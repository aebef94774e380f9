"""The plans of one order, against what the ledger holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from cbbd_spark.ingest import milestones
from cbbd_spark.ingest import plan as planning
from cbbd_spark.ingest.due import Policy
from cbbd_spark.ingest.lost import lost
from cbbd_spark.ingest.order import Mode, Order
from cbbd_spark.ingest.plan import Plan
from cbbd_spark.ingest.recent import Recent
from cbbd_spark.settings import Api
from cbbd_spark.spec.endpoint import Endpoint, Once
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.ledger import Ledger, Status

# Longer than any answer that can still change is left alone.
_BY_THEN_DUE = timedelta(days=60)


class Planner:
    """Plans requests; makes no call and writes nothing."""

    def __init__(self, api: Api, order: Order, state: KeyValue, ledger: Ledger) -> None:
        self._order = order
        self._ledger = ledger
        self._state = state
        self._rolling = api.rolling_window_days
        self._policy = Policy.of(api, refresh=order.refresh)
        self._without_refresh = replace(self._policy, refresh=False)

    def whole_plan(self, now: datetime) -> Plan:
        """Everything that is ordered. What needs games and teams that are not known yet is in it as about so many."""
        return self.plan(self._order.chosen(), self._order.seasons_at(now), now)

    def plan(self, endpoints: Sequence[Endpoint], seasons: Sequence[int], now: datetime) -> Plan:
        """What is to be asked of these endpoints and seasons now, and of these endpoints what raw has lost."""
        made = self._plan(endpoints, seasons, now, self._policy)
        planned = {request.hash for request in made.requests}
        for endpoint in endpoints:
            found = lost(endpoint, self._ledger.rows(endpoint.name).values())
            made.requests += [request for request in found if request.hash not in planned]
        return made

    def is_answered(self, endpoint: Endpoint, season: int, now: datetime) -> bool:
        """Whether nothing is left to ask today."""
        return not self._plan([endpoint], [season], now, self._without_refresh).calls

    def is_whole(self, endpoint: Endpoint, season: int, now: datetime) -> bool:
        """Whether nothing of the season is left to ask ever again; what has no season never is."""
        if all(isinstance(route, Once) for route in endpoint.routes):
            return False
        made = planning.plan([endpoint], [season], self._ledger.rows, now + _BY_THEN_DUE, self._without_refresh)
        is_left = any(request.season for request in made.requests) or made.unknown.total()
        return not is_left and bool(made.of_season.total())

    def refused(self, endpoint: Endpoint) -> list[str]:
        """Parameters of the requests that were refused when they were last asked."""
        rows = self._ledger.rows(endpoint.name).values()
        return sorted(str(row.params) for row in rows if row.status is Status.REFUSED)

    def _plan(self, endpoints: Sequence[Endpoint], seasons: Sequence[int], now: datetime, policy: Policy) -> Plan:
        if self._order.mode is Mode.INCREMENTAL:
            return planning.plan_recent(endpoints, self._ledger.rows, now, policy, self._recent(now.date()))
        return planning.plan(endpoints, seasons, self._ledger.rows, now, policy)

    def _recent(self, today: date) -> Recent:
        """A run that comes late looks at all the days since the last one."""
        rolling = timedelta(days=self._rolling)
        seen = {name: one.last_ingested_date for name, one in milestones.read(self._state).items()}
        return Recent(today, self._rolling, {name: day - rolling for name, day in seen.items() if day})

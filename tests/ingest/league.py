"""A small generated league behind a real server, and what the server holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aiohttp import web

from cbbd_spark.settings import Settings
from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.league import generate
from cbbd_spark.simulator.routes import all_routes
from cbbd_spark.simulator.server.app import create_app
from cbbd_spark.simulator.server.request_log import REQUEST_LOG
from cbbd_spark.simulator.server.running import serve_in_thread
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import BySeason, Endpoint, Once
from tests.ingest.harvesting import settings_for
from tests.ingest.killed import call_of

SEASON = 2025


@cache
def dataset() -> Dataset:
    return generate([SEASON], teams=4, seed=11, games_per_team=4)


@dataclass
class Served:
    url: str
    app: web.Application

    def answered(self) -> Counter[str]:
        """Calls that were answered well, by path and query."""
        log = self.app[REQUEST_LOG]
        return Counter(call_of(one.path, one.query) for one in log if one.status == 200)


@contextmanager
def served(latency: float = 0.0) -> Iterator[Served]:
    app = create_app(dataset(), latency=latency)
    with serve_in_thread(app) as url:
        yield Served(url, app)


def held(endpoint: str) -> set[bytes]:
    """Every record that the server has of the season for an endpoint, in its own bytes."""
    spec = endpoints()[endpoint]
    source = all_routes()[spec.path].source_name
    found: set[bytes] = set()
    for query in _queries(spec):
        kept = [one for one in dataset().records(source, query) if _is_asked_for(one, query)]
        rows = [row for one in kept if one.rows for row in one.rows(lambda _: True)]
        found.update(dataset().render(source, rows or kept))
    return found


def _queries(spec: Endpoint) -> Iterator[dict[str, int]]:
    for route in spec.routes:
        if isinstance(route, BySeason):
            yield {route.parameter: SEASON + route.offset}
        else:
            yield {} if isinstance(route, Once) else {"season": SEASON}


def _is_asked_for(record: Record, query: dict[str, int]) -> bool:
    return all(record.fields.get(name) in (None, value) for name, value in query.items())


def settings_of(source: Served, folder: Path) -> Settings:
    return settings_for(source.url, folder / "lake")

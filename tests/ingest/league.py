"""A small generated league behind a real server, and what the server holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from aiohttp import web

from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.league import generate
from cbbd_spark.simulator.server.app import create_app
from cbbd_spark.simulator.server.request_log import REQUEST_LOG
from cbbd_spark.simulator.server.running import serve_in_thread
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint

SEASON = 2025
_OWN_NAMES = {"plays_date": "plays"}


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
        return Counter(f"{one.path}?{sorted(one.query.items())}" for one in log if one.status == 200)


@contextmanager
def served(latency: float = 0.0) -> Iterator[Served]:
    app = create_app(dataset(), latency=latency)
    with serve_in_thread(app) as url:
        yield Served(url, app)


def held(endpoint: str) -> set[bytes]:
    """Every record that the server has of the season for an endpoint, in its own bytes."""
    spec: Endpoint = endpoints()[endpoint]
    name = _OWN_NAMES.get(endpoint, spec.path)
    found: set[bytes] = set()
    for query in ({}, {"season": SEASON, "year": SEASON - 1}):
        kept = [one for one in dataset().records(name, query) if _is_of_the_season(one)]
        rows = [row for one in kept if one.rows for row in one.rows(lambda _: True)]
        found.update(dataset().render(name, rows or kept))
    return found


def _is_of_the_season(record: Record) -> bool:
    return record.fields.get("season") in (None, SEASON) and record.fields.get("year") in (None, SEASON - 1)

"""The same calls, answered by the simulator over a generated league of the same season."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec

from cbbd_spark.cassette.answer import Answer, Answers
from cbbd_spark.cassette.plan import Step
from cbbd_spark.cassette.recorder import Recorder
from cbbd_spark.cassette.shape import Shape, shape_of
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.settings import Api
from cbbd_spark.simulator import league
from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.routes import all_routes
from cbbd_spark.simulator.server import create_app, serve_in_thread

_KEY = "of-the-simulator"
_BEST_TIER = 3
_EVERY = 10  # row of a game


class StandIn:
    """The simulator in the place of the API."""

    def __init__(self, dataset: Dataset, season: int) -> None:
        self._dataset = dataset
        self._season = season
        self._shapes: dict[str, Shape] = {}

    def ask(self, steps: Sequence[Step], api: Api, tier: int) -> Answers:
        """Its answers to the steps, for a key of that tier."""
        answers: dict[str, Answer] = {}
        with serve_in_thread(create_app(self._dataset, keys={_KEY: tier})) as url:
            # It is our own server: politeness would only cost time.
            own = msgspec.structs.replace(api, base_url=url, requests_per_second=1000.0)
            Recorder(own, Secret(_KEY), self._season, answers, _keep_nothing).record(steps, len(steps))
        return answers

    def shape(self, path: str) -> Shape:
        """The shape of an endpoint's records of the whole season, which shows what there can be beside what was asked.

        Of each game, because what is of one game is alike; not each play, because there are many.
        """
        name = all_routes()[path].source_name
        if name not in self._shapes:
            self._shapes[name] = shape_of(msgspec.json.decode(body) for body in self._bodies(name))
        return self._shapes[name]

    def _bodies(self, name: str) -> list[bytes]:
        records = self._dataset.records(name, {})
        return self._dataset.render(name, [row for record in records for row in _opened(record)])


def _opened(record: Record) -> Iterable[Record]:
    return islice(record.rows(lambda _: True), 0, None, _EVERY) if record.rows else [record]


def stand_in(season: int) -> StandIn:
    """One over a league that is small, and large enough for what is rare."""
    return StandIn(league.generate([season], teams=12, games_per_team=8), season)


def tier_of(answers: Answers, steps: Sequence[Step]) -> int:
    """The tier of the key: below that of every endpoint that said 401 and asks for a tier by the contract."""
    refused = [
        step.endpoint.tier
        for step in steps
        if step.endpoint.tier and step.name in answers and answers[step.name].take.status == 401
    ]
    return min(refused, default=_BEST_TIER + 1) - 1


def _keep_nothing(_answer: Answer, _wire: bytes) -> None:
    """What the simulator says can be asked again at any time."""

"""Calls that are struck by one rule, in the header of the call."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.faults import parse
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.simulator.calling import Answer, Caller


def struck(api: Caller, rule: str, path: str, **params: Any) -> Answer:
    """One call with that rule; the answer says that it was struck."""
    answer = api.get(path, {"X-Simulate": rule}, **params)
    assert answer.headers["X-Simulated-Fault"] == rule.partition(";")[0]
    return answer


@dataclass(frozen=True)
class Pair:
    """Records of the same call without and with a fault, as texts."""

    right: list[str]
    wrong: list[str]

    @property
    def changed(self) -> list[tuple[str, str]]:
        """The records that differ, when there are as many."""
        return [(right, wrong) for right, wrong in zip(self.right, self.wrong, strict=True) if right != wrong]


def pair(api: Caller, rule: str, path: str, **params: Any) -> Pair:
    """Both answers."""
    return Pair(
        *(_records(answer.body.decode()) for answer in (api.get(path, **params), struck(api, rule, path, **params)))
    )


def _records(body: str) -> list[str]:
    """An array's elements in their own text."""
    decode, found, at = json.JSONDecoder().raw_decode, [], 1
    while body[at] != "]":
        _, end = decode(body, at)
        found.append(body[at:end])
        at = end + (body[end] == ",")
    return found


async def raw(api: Caller, rule: str, path: str, **params: Any) -> Answer:
    """As `struck`, with the body as it is on the wire."""
    headers = {"Authorization": "Bearer x", "X-Simulate": rule}
    async with (
        aiohttp.ClientSession(headers=headers, auto_decompress=False) as session,
        session.get(api.url + path, params=params, allow_redirects=False) as response,
    ):
        return Answer(response.status, response.headers, await response.read())


@contextmanager
def ruled(dataset: Dataset, *rules: dict[str, Any], seed: int = 1, quota: int = 1000) -> Iterator[Caller]:
    """A server with rules of its own."""
    app = create_app(dataset, faults=parse({"seed": seed, "rules": list(rules)}), quota=quota)
    with serve_in_thread(app) as url:
        yield Caller(url)

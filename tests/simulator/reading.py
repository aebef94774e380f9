"""Records of a dataset without a server in between."""

import json
from collections.abc import Iterable
from typing import Any

from cbbd_spark.simulator.contract import operations
from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.route import chosen
from cbbd_spark.simulator.routes import all_routes


def bodies(dataset: Dataset, path: str, **query: Any) -> list[bytes]:
    """What an endpoint answers, record by record."""
    route = all_routes()[path]
    return dataset.render(route.source_name, chosen(route, operations()[path], dataset, query))


def rows(dataset: Dataset, path: str, **query: Any) -> list[dict[str, Any]]:
    """The same, decoded."""
    return [json.loads(body) for body in bodies(dataset, path, **query)]


def plays_by_game(dataset: Dataset) -> dict[int, list[dict[str, Any]]]:
    """All plays of all games that have some."""
    found: dict[int, list[dict[str, Any]]] = {}
    for play in rows(dataset, "/plays/game/{gameId}"):
        found.setdefault(play["gameId"], []).append(play)
    return found


def games_with_plays(dataset: Dataset) -> set[int]:
    """The ids of the games that have plays."""
    return {record.fields["gameId"] for record in dataset.records("plays", {})}


def opened(records: Iterable[Record]) -> list[dict[str, Any]]:
    """What the records say; those that stand for a game are opened to their rows."""
    flat = (row for one in records for row in (one.rows(lambda _: True) if one.rows else (one,)))
    return [json.loads(row.body) for row in flat]

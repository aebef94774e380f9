"""Every record that is served is what the contract declares."""

import json
import re

import pytest

from cbbd_spark.simulator.contract import operations, record_schema
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.routes import all_routes
from tests.simulator.conformity import faults
from tests.simulator.reading import bodies

LOOKED_AT = 400
SERVED = sorted(path for path in all_routes() if path != "/plays/date")


def some_bodies(league: Dataset, path: str) -> list[bytes]:
    """What a path serves; of the long ones only what belongs to one team or game."""
    if path.startswith(("/plays/", "/lineups/", "/substitutions/")):
        team = json.loads(bodies(league, "/teams", season=2025)[0])["school"]
        player = json.loads(bodies(league, "/stats/player/season", season=2025)[0])["athleteId"]
        query = {"season": 2025, "team": team, "gameId": 250_010, "tournament": "NCAA", "playerId": player}
        return bodies(league, path, **query)
    return bodies(league, path)


def sample(all_bodies: list[bytes]) -> list[bytes]:
    """Some of many, spread evenly."""
    return all_bodies[:: max(len(all_bodies) // LOOKED_AT, 1)]


def test_every_path_of_the_contract_has_a_route() -> None:
    assert all_routes().keys() == operations().keys()


@pytest.mark.parametrize("path", SERVED)
def test_records_have_every_declared_key_in_order_and_of_its_type(league: Dataset, path: str) -> None:
    schema = record_schema(path)
    served = sample(some_bodies(league, path))
    assert served, "the league has nothing to show for this path"
    for body in served:
        record = json.loads(body)
        assert list(faults(record, schema)) == []


@pytest.mark.parametrize("path", SERVED)
def test_records_are_compact_and_have_no_whole_number_with_a_decimal_point(league: Dataset, path: str) -> None:
    for body in sample(some_bodies(league, path)):
        assert re.search(rb"\d\.0[,}\]]", body) is None
        assert json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False).encode() == body

"""Every fault of the data on every endpoint: it is understood, and what stays data is JSON of the same shape."""

import json
from typing import Any

import msgspec
import pytest

from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.contract import operations
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.faults import Call, all_kinds, parse_header
from cbbd_spark.simulator.route import body_of
from cbbd_spark.simulator.routes import all_routes
from cbbd_spark.simulator.wire import array
from tests.simulator.reading import rows

FEW = 30
RECORDS = msgspec.json.Decoder(list[msgspec.Raw])
PACKED_OR_SENT = {"cut_gzip", "wrong_gzip", "bomb", "slow_first_byte", "slow_body", "stall", "cut_body"}
REFUSED = {"5xx", "401", "404", "429_quota", "429_concurrent", "redirect"}
REPLACED = {"html", "null", "empty_body", "object_for_array", "bom"}
OF_DATA = sorted(all_kinds().keys() - PACKED_OR_SENT - REFUSED - REPLACED)
# Endpoints of one object have no rows; the contract lists no words for most; not all keys have upper-case letters.
SELDOM = {"new_enum", "mixed_case", "duplicate_rows", "conflicting_rows", "corrections", "empty_then_filled", "nan"}
SELDOM |= {"type_drift", "ignored_filter"}


@pytest.fixture(scope="module")
def bodies(league: Dataset) -> dict[str, bytes]:
    """A sample of every endpoint."""
    return {path: sample(league, path) for path in all_routes()}


def sample(league: Dataset, path: str) -> bytes:
    """An answer with records, of one game, team or player where there are many."""
    stats = rows(league, "/stats/player/season", season=2025)[0]
    query: dict[str, Any] = {
        "season": 2025,
        "team": stats["team"],
        "teamId": stats["teamId"],
        "playerId": stats["athleteId"],
        "gameId": 250_010,
        "tournament": "NCAA",
        "date": "2025-01-15T00:00:00.000Z",
    }
    declared = {parameter.name for parameter in operations()[path].parameters if parameter.required}
    declared |= {"season"} if path.startswith("/games") else set()
    body = body_of(all_routes()[path], operations()[path], league, {key: query[key] for key in declared})
    return array([bytes(each) for each in RECORDS.decode(body)[:FEW]]) if operations()[path].is_array else body


@pytest.mark.parametrize("path", sorted(all_routes()))
@pytest.mark.parametrize("name", OF_DATA)
def test_it_changes_the_answer_or_leaves_it_and_never_fails(bodies: dict[str, bytes], name: str, path: str) -> None:
    operation = operations()[path]
    right = Answer(200, bodies[path])
    call = Call(operation, f"{name} {path}", 1, lambda _most: [b'{"other":1}'])
    wrong = parse_header(f"{name}; capture=1" if name == "corrections" else name).change(right, call)
    assert wrong is not right or name in SELDOM
    assert (wrong is right) == (wrong.body == right.body)
    if wrong.is_data:
        assert isinstance(json.loads(wrong.body), list if operation.is_array else dict)
    elif name == "invalid_utf8":
        with pytest.raises(UnicodeDecodeError):
            wrong.body.decode()
    else:
        assert b"NaN" in wrong.body

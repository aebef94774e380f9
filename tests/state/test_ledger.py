from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.ledger import Facts, Ledger, Row, Status, Team


@pytest.fixture
def ledger(state: KeyValue) -> Ledger:
    return Ledger(state, "cbbd")


ROW = Row(
    endpoint="games",
    request_hash="ab" * 8,
    params={"season": 2024, "startDateRange": "2023-10-01T00:00:00.000Z"},
    status=Status.LANDED,
    facts=Facts({"2023-11-06": [150, 151], "2023-11-07": []}, [Team(1, "Duke", "ACC"), Team(2, "Le Moyne", None)]),
)


def test_a_row_is_read_back_as_it_was_written(connect: Callable[[], KeyValue], ledger: Ledger) -> None:
    pending = msgspec.structs.replace(ROW, pending=ROW)
    ledger.put("games", [pending])
    assert ledger.row("games", ROW.request_hash) == pending
    assert Ledger(connect(), "cbbd").rows("games") == {ROW.request_hash: pending}


def test_the_rows_of_one_endpoint_are_not_those_of_another(ledger: Ledger) -> None:
    ledger.put("games_teams", [ROW])
    assert ledger.rows("games") == {}
    assert ledger.row("games", ROW.request_hash) is None


def test_the_number_of_segments_seen_starts_at_none(connect: Callable[[], KeyValue], ledger: Ledger) -> None:
    assert ledger.segments_seen("games") == 0
    ledger.see_segments("games", 7)
    assert (ledger.segments_seen("games"), ledger.segments_seen("lines")) == (7, 0)
    assert Ledger(connect(), "cbbd").segments_seen("games") == 7

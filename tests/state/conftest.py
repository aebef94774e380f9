"""The kinds of state. A new one is one more line in STATES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cbbd_spark.aws import client
from cbbd_spark.state.dynamodb import DynamoKeyValue
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.sqlite import SqliteKeyValue

Connect = Callable[[], KeyValue]
STATES = ["sqlite", "dynamodb"]


@pytest.fixture
def sqlite(tmp_path: Path) -> Connect:
    return lambda: SqliteKeyValue(tmp_path / "state.db")


@pytest.fixture
def dynamodb(table: str) -> Connect:
    return lambda: DynamoKeyValue(table, client("dynamodb"))


@pytest.fixture(params=STATES)
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Opens one more connection to one and the same state."""
    make: Connect = request.getfixturevalue(request.param)
    opened: list[KeyValue] = []

    def open_one() -> KeyValue:
        opened.append(make())
        return opened[-1]

    yield open_one
    for state in opened:
        state.close()


@pytest.fixture
def state(connect: Connect) -> KeyValue:
    return connect()

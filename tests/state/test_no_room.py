"""A state that cannot grow: said as what it is, and what was there before can still be read and written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cbbd_spark.errors import StoreFull
from cbbd_spark.state.keyvalue import Item
from cbbd_spark.state.sqlite import SqliteKeyValue


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteKeyValue:
    """A state of sixteen pages at most."""
    connect = sqlite3.connect

    def connect_to_little(*where: object, **how: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*where, **how)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 16")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_to_little)
    return SqliteKeyValue(tmp_path / "state.db")


def test_what_does_not_fit_is_not_written_and_says_what_to_do(small: SqliteKeyValue) -> None:
    small.put("p", {"a": b"1"})
    with pytest.raises(StoreFull, match=r"no room for .*state\.db.*make room"):
        small.put("p", {"a": b"2", "b": b"x" * 100_000})
    with pytest.raises(StoreFull):
        small.put_if("p", "c", b"x" * 100_000, 0)
    assert small.query("p") == {"a": b"1"}


def test_after_it_a_smaller_write_goes_through(small: SqliteKeyValue) -> None:
    """No transaction is left open behind it."""
    small.put("p", {"a": b"1"})
    with pytest.raises(StoreFull):
        small.put("p", {"b": b"x" * 100_000})
    small.put("p", {"a": b"2"})
    assert small.get("p", "a") == Item(b"2", 2)
    small.close()


def test_another_fault_of_the_database_stays_what_it_is(small: SqliteKeyValue, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "state.db")
    other.execute("DROP TABLE state")
    other.close()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        small.get("p", "a")

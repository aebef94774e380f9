"""Of several processes that open a new state at the same moment each one gets it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.state import sqlite
from cbbd_spark.state.sqlite import SqliteKeyValue


class Contended(sqlite3.Connection):
    """Another process is just as far with the same file: SQLite refuses one of the two at once, without waiting."""

    refusals = 0

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        if "journal_mode" in sql and Contended.refusals:
            Contended.refusals -= 1
            refusal = sqlite3.OperationalError("database is locked")
            refusal.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise refusal
        return super().execute(sql, *more)


@pytest.fixture
def contended(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(Contended, "refusals", 3)
    monkeypatch.setattr(sqlite3, "connect", lambda path, **how: connect(path, factory=Contended, **how))


@pytest.mark.usefixtures("contended")
def test_who_is_refused_because_another_opens_it_too_tries_again(tmp_path: Path) -> None:
    state = SqliteKeyValue(tmp_path / "state.db")
    state.put("p", {"a": b"1"})
    assert (state.query("p"), Contended.refusals) == ({"a": b"1"}, 0)
    state.close()


@pytest.mark.usefixtures("contended")
def test_without_a_second_try_it_would_be_told_to_delete_the_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_prepare", sqlite._prepare.__wrapped__)  # type: ignore[attr-defined]  # noqa: SLF001
    with pytest.raises(ConfigurationError, match=r"locked.*delete it"):
        SqliteKeyValue(tmp_path / "state.db")

"""State on a laptop: one SQLite file, which several processes and threads may open at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.state.keyvalue import Guard, Item

_BUSY_MILLISECONDS = 30_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (
    partition TEXT NOT NULL, sort TEXT NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (partition, sort)
) WITHOUT ROWID
"""
_PUT = """
INSERT INTO state VALUES (?, ?, ?, 1)
ON CONFLICT (partition, sort) DO UPDATE SET value = excluded.value, version = version + 1
"""
_VERSION = "SELECT version FROM state WHERE partition = ? AND sort = ?"
_PUT_NEW = "INSERT INTO state VALUES (?, ?, ?, 1) ON CONFLICT (partition, sort) DO NOTHING"
_PUT_CHANGED = "UPDATE state SET value = ?, version = version + 1 WHERE partition = ? AND sort = ? AND version = ?"


class SqliteKeyValue:
    """KeyValue in the file `path`. ConfigurationError when it cannot be opened or is no database."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
            self._connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL: a power cut may take the last writes away but breaks nothing. The next run finds the answers
            # of those writes in raw, or asks again.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise ConfigurationError(
                f"cannot open the state {path}: {error}. If the file is damaged, delete it with its -wal and -shm: "
                "it is built again from the manifests"
            ) from error

    def get(self, partition: str, sort: str) -> Item | None:
        with self._lock:
            row = self._connection.execute(
                "SELECT value, version FROM state WHERE partition = ? AND sort = ?", (partition, sort)
            ).fetchone()
        return Item(*row) if row else None

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        with self._lock, _transaction(self._connection):
            if only_if and self._version(only_if.partition, only_if.sort) != only_if.version:
                return False
            self._connection.executemany(_PUT, [(partition, sort, value) for sort, value in values.items()])
        return True

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        with self._lock:
            if version == 0:
                done = self._connection.execute(_PUT_NEW, (partition, sort, value))
            else:
                done = self._connection.execute(_PUT_CHANGED, (value, partition, sort, version))
            return done.rowcount == 1

    def query(self, partition: str) -> dict[str, bytes]:
        with self._lock:
            rows = self._connection.execute(
                "SELECT sort, value FROM state WHERE partition = ? ORDER BY sort", (partition,)
            ).fetchall()
        return dict(rows)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _version(self, partition: str, sort: str) -> int:
        row = self._connection.execute(_VERSION, (partition, sort)).fetchone()
        return row[0] if row else 0


class _transaction:  # noqa: N801 (used as a statement)
    """All or nothing. sqlite3's own `with connection` begins no transaction when isolation_level is None."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("ROLLBACK" if kind else "COMMIT")

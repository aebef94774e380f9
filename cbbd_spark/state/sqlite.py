"""State on a laptop: one SQLite file, which several processes and threads may open at once."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from cbbd_spark.errors import ConfigurationError, StoreFull
from cbbd_spark.state.keyvalue import Guard, Item

_BUSY_MILLISECONDS = 30_000
_ROOM_BYTES = 1 << 16
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
    """KeyValue in the file `path`.

    ConfigurationError when it cannot be opened or is no database, StoreFull when it has no room to grow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            with self._explained():
                _prepare(self._connection)
        except (sqlite3.Error, OSError) as error:
            raise ConfigurationError(
                f"cannot open the state {path}: {error}. If the file is damaged, delete it with its -wal and -shm: "
                "it is built again from the manifests"
            ) from error

    def get(self, partition: str, sort: str) -> Item | None:
        with self._at_work():
            row = self._connection.execute(
                "SELECT value, version FROM state WHERE partition = ? AND sort = ?", (partition, sort)
            ).fetchone()
        return Item(*row) if row else None

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        with self._at_work(), _transaction(self._connection):
            if only_if and self._version(only_if.partition, only_if.sort) != only_if.version:
                return False
            self._connection.executemany(_PUT, [(partition, sort, value) for sort, value in values.items()])
        return True

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        with self._at_work():
            if version == 0:
                done = self._connection.execute(_PUT_NEW, (partition, sort, value))
            else:
                done = self._connection.execute(_PUT_CHANGED, (value, partition, sort, version))
            return done.rowcount == 1

    def query(self, partition: str) -> dict[str, bytes]:
        with self._at_work():
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

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._lock, self._explained():
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if not self._is_full(error):
                raise
            raise StoreFull(
                f"no room for {self._path}: {error}; make room and run again, what landed is kept"
            ) from error

    def _is_full(self, error: sqlite3.OperationalError) -> bool:
        # The file that several processes share beside the database fails with an error of its own.
        is_of_the_disk = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR
        has_room = shutil.disk_usage(self._path.parent).free > _ROOM_BYTES
        return error.sqlite_errorcode == sqlite3.SQLITE_FULL or (is_of_the_disk and not has_room)


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


# Of two who open a new file at once SQLite refuses one without waiting, whatever busy_timeout says.
@retry(
    retry=retry_if_exception(_is_busy),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(_BUSY_MILLISECONDS / 1000),
    reraise=True,
)
def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    # NORMAL: a power cut may take the last writes away but breaks nothing. The next run finds the answers of those
    # writes in raw, or asks again.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(_SCHEMA)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. sqlite3's own `with connection` begins no transaction when isolation_level is None."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A commit that found no room may have ended the transaction, or not.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

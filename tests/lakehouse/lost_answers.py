"""A catalog whose answer to a commit is lost: in the catalog's own database, without a word to those who commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path


class Fate(StrEnum):
    """What became of a commit whose answer is an error: whether that comes after the row was changed, or before."""

    CAME_THROUGH = "AFTER"
    DID_NOT = "BEFORE"


@contextmanager
def lost(catalog: Path, table: str, nth: int, fate: Fate) -> Iterator[None]:
    """Within it the `nth` commit to `table` (1 is the next one) is answered with an error; the others are as ever.

    Whoever has seen the error and comes again is served, as after an outage.
    """
    with closing(sqlite3.connect(catalog, timeout=20)) as database:
        _count_from(database, nth)
        database.execute(
            # FAIL ends the statement with an error and keeps what it has done by then.
            f"CREATE TRIGGER lost_answer {fate} UPDATE ON iceberg_tables WHEN NEW.table_name = '{table}' BEGIN "  # noqa: S608
            "UPDATE lost_answers SET due = due - 1; "
            "SELECT RAISE(FAIL, 'the answer was lost') FROM lost_answers WHERE due = 0; END"
        )
        database.commit()
        try:
            yield
        finally:
            database.execute("DROP TRIGGER lost_answer")
            database.commit()


def _count_from(database: sqlite3.Connection, nth: int) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS lost_answers (due INTEGER)")
    database.execute("DELETE FROM lost_answers")
    database.execute("INSERT INTO lost_answers VALUES (?)", (nth,))

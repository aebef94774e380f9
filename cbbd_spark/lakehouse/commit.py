"""Properties of the commits of one session, and a commit whose answer may be lost on the way."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import snapshots

_SETTING = "spark.sql.iceberg.snapshot-property."
_BATCH_ID = "cbbd.batch-id"


@contextmanager
def stamped(session: SparkSession, properties: Mapping[str, str]) -> Iterator[None]:
    """Within it every commit of `session` carries `properties` in its snapshot's summary.

    They are settings of the session: steps that run side by side need a session each.
    """
    for key, value in properties.items():
        session.conf.set(_SETTING + key, value)
    try:
        yield
    finally:
        for key in properties:
            session.conf.unset(_SETTING + key)


@contextmanager
def known_again(
    session: SparkSession, table: str, branch: str = snapshots.MAIN, properties: Mapping[str, str] | None = None
) -> Iterator[Mapping[str, str]]:
    """For one commit to a branch of `table`. An error after which the commit is there is none: its answer was lost.

    Gives all that the commit must carry, for one that is not the session's. A catalog says so in many words, or in
    none that tell it from a refusal. So the branch is looked at, not the error.
    """
    own = {_BATCH_ID: uuid.uuid4().hex}
    carried = {**(properties or {}), **own}
    with stamped(session, carried):
        try:
            yield carried
        except Exception:
            if not _is_there(session, table, branch, own):
                raise


def _is_there(session: SparkSession, table: str, branch: str, own: Mapping[str, str]) -> bool:
    head = snapshots.head(session, table, branch)
    # Others may have written since.
    since = snapshots.ancestors(session, table, head.id) if head else ()
    return any(own.items() <= snapshot.summary.items() for snapshot in since)

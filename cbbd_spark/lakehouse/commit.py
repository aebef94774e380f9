"""Properties of the commits of one session, and what the commit before left to read."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pyspark.sql import SparkSession

_SETTING = "spark.sql.iceberg.snapshot-property."
BATCH_ID = "cbbd.batch-id"


def batch_id() -> dict[str, str]:
    """A property that tells a commit apart from every other, also from another try of the same."""
    return {BATCH_ID: uuid.uuid4().hex}


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

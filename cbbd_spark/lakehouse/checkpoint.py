"""Rows that are computed once and looked at several times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from py4j.protocol import Py4JError
from pyspark import StorageLevel
from pyspark.sql import DataFrame

# As Spark names the error: who held the rows is gone, and there is nothing to make them of again.
ROWS_ARE_LOST = "CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND"


@contextmanager
def checkpointed(frame: DataFrame) -> Iterator[DataFrame]:
    """Within it the rows of `frame` as they are now, computed at once; what memory cannot hold goes to disk.

    A cached frame would do for the rows, but each query on it plans, explains and sends along all that they come from.
    Observations of `frame` have their values as soon as this has begun.
    """
    rows = frame.localCheckpoint(eager=True, storageLevel=StorageLevel.MEMORY_AND_DISK)
    try:
        yield rows
    finally:
        # Where Java is gone, an error about this would hide the one that says why.
        with suppress(Py4JError):
            rows._jdf.queryExecution().logical().rdd().unpersist(False)  # noqa: SLF001

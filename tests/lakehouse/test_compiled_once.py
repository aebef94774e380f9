"""A stage's code is compiled once for the driver and its tasks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.java_class import java_class

pytestmark = pytest.mark.spark


@pytest.fixture
def compiling(spark: SparkSession) -> SparkSession:
    """A session that compiles, as those of the tests do not."""
    session = spark.newSession()
    session.conf.set("spark.sql.codegen.wholeStage", "true")
    session.conf.set("spark.sql.codegen.factoryMode", "FALLBACK")
    return session


def _compiled(session: SparkSession, number: int) -> int:
    """How often something is compiled for a query that is like another but for its number."""
    counter = java_class(session, "org.apache.spark.metrics.source.CodegenMetrics").METRIC_COMPILATION_TIME()
    before = counter.getCount()
    assert session.range(10).where(f"id + {number} = {number}").count() == 1
    return int(counter.getCount() - before)


def test_what_the_driver_has_compiled_tasks_do_not_compile_again(compiling: SparkSession) -> None:
    _compiled(compiling, 1)
    once = _compiled(compiling, 2)
    # Of another thread, as those that steps run in.
    with ThreadPoolExecutor(max_workers=1) as another:
        assert another.submit(_compiled, compiling, 3).result() == once
    thread = java_class(compiling, "java.lang.Thread").currentThread()
    loader = thread.getContextClassLoader()
    thread.setContextClassLoader(loader.getParent())
    try:
        # As it would be without one loader for both, or this test could not fail.
        assert _compiled(compiling, 4) > once
    finally:
        thread.setContextClassLoader(loader)

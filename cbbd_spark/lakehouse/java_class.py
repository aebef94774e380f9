"""Java's classes, as the driver sees them."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession


def java_class(session: SparkSession, name: str) -> Any:
    """A class by its full name.

    Not step by step, as in `_jvm.org.apache`: at each step py4j asks whether that is a class already, in every package
    that it knows, and Java looks for it in some hundred jars.
    """
    return getattr(session.sparkContext._jvm, name)  # noqa: SLF001

"""Java's classes, as the driver sees them."""

from __future__ import annotations

from typing import Any

from py4j.java_gateway import JavaClass, JavaMember
from pyspark.sql import SparkSession

# Under these names PySpark asks for what each expression is made with.
_OF_EXPRESSIONS = ("functions", "org.apache.spark.sql.functions", "PythonUtils")


class _Remembering(JavaClass):  # type: ignore[misc]  # py4j has no types
    """A class that is asked once for each of its methods. py4j asks each time, and so does PySpark for the class."""

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)
        if isinstance(found, JavaMember):
            self.__dict__[name] = found
        return found


def java_class(session: SparkSession, name: str) -> Any:
    """A class by its full name; asked for once.

    Not step by step, as in `_jvm.org.apache`: at each step py4j asks whether that is a class already, in every package
    that it knows, and Java looks for it in some hundred jars.
    """
    known = vars(session.sparkContext._jvm)  # noqa: SLF001
    if name not in known:
        found = getattr(session.sparkContext._jvm, name)  # noqa: SLF001
        known[name] = _Remembering(found._fqn, found._gateway_client)  # noqa: SLF001
    return known[name]


def remember_expressions(session: SparkSession) -> None:
    """PySpark finds its own classes there from now on."""
    for name in _OF_EXPRESSIONS:
        java_class(session, name)

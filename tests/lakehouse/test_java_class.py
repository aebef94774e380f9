"""Java is asked once for a class and for each of its methods."""

from __future__ import annotations

from typing import Any

import pytest
from py4j.clientserver import JavaClient
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.java_class import java_class, remember_expressions

pytestmark = pytest.mark.spark


@pytest.fixture
def asked(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Java was asked about its classes: py4j's commands that begin with `r`."""
    remember_expressions(spark)
    commands: list[str] = []
    as_it_is = JavaClient.send_command

    def noting(client: JavaClient, command: str, *args: Any, **named: Any) -> Any:
        if command.startswith("r\n"):
            commands.append(command)
        return as_it_is(client, command, *args, **named)

    monkeypatch.setattr(JavaClient, "send_command", noting)
    return commands


def test_a_class_and_its_methods_are_asked_for_once(spark: SparkSession, asked: list[str]) -> None:
    numbers = [java_class(spark, "java.lang.Long").parseLong(str(number)) for number in range(3)]
    assert numbers == [0, 1, 2]
    assert len(asked) <= 2


def test_so_it_is_with_those_that_expressions_are_made_with(spark: SparkSession, asked: list[str]) -> None:
    spark.range(1).select(F.col("id"), F.lit(1))
    seen = len(asked)
    spark.range(1).select(F.col("id"), F.lit(1))
    assert not [one for one in asked[seen:] if "functions" in one or "PythonUtils" in one]


def test_a_value_is_read_each_time(spark: SparkSession, asked: list[str]) -> None:
    for _ in range(2):
        assert java_class(spark, "java.lang.Integer").MAX_VALUE == 2**31 - 1
    assert len([one for one in asked if "MAX_VALUE" in one]) == 2

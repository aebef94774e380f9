"""Silver and gold of a whole season, by the real `build()` of each table, from records as the API sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.pipeline.steps import all_steps, builder
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import snake_case
from cbbd_spark.spec.table import Table
from tests.audits.judging import MODULES
from tests.frames import FETCHED_AT, bronze, parsed
from tests.gold.building import silver

Lines = Mapping[str, Sequence[bytes]]


def tables(spark: SparkSession, lines: Lines, season: int, folder: Path) -> dict[str, DataFrame]:
    """Every table that an audit takes, and what it is made of, by name.

    `lines` are records of endpoints as they came, by the endpoint's name; an endpoint that is not there answered
    nothing. Each table is kept in `folder`, so that the audits read columns and do not build again.
    """
    found: dict[str, DataFrame] = {}
    for table in _needed():
        inputs = (
            found[thing.name] if isinstance(thing, Table) else _answer(spark, thing, lines.get(thing.name), season)
            for thing in table.all_inputs
        )
        found[table.name] = _kept(spark, table, builder(table)(*inputs), lines, folder)
    return found


def _needed() -> list[Table]:
    wanted = {table.step for module in MODULES for table in module.AUDIT.inputs}
    steps = all_steps()
    for name in reversed(steps):
        if name in wanted:
            wanted |= set(steps[name].upstream)
    # In the order of lineage.
    return [step.thing for name, step in steps.items() if name in wanted and isinstance(step.thing, Table)]


def _answer(spark: SparkSession, endpoint: Endpoint, lines: Sequence[bytes] | None, season: int) -> DataFrame:
    if lines is None:
        return bronze(spark, endpoint, [])
    asked = {snake_case(name): F.lit(season).cast("bigint") for name in endpoint.from_request}
    envelope = {"_raw_file": F.lit(endpoint.name), "_fetched_at": F.lit(FETCHED_AT).cast("timestamp")}
    envelope["_params"] = F.lit("{}")
    return parsed(spark, endpoint, lines).withColumns(asked | envelope)


def _kept(spark: SparkSession, table: Table, built: DataFrame, lines: Lines, folder: Path) -> DataFrame:
    if not _has_rows(table, lines):
        return silver(spark, table, [])
    built.write.parquet(f"{folder}/{table.name}")
    return spark.read.schema(built.schema).parquet(f"{folder}/{table.name}")


def _has_rows(thing: Table | Endpoint, lines: Lines) -> bool:
    if isinstance(thing, Table):
        return any(_has_rows(above, lines) for above in thing.all_inputs)
    return thing.name in lines

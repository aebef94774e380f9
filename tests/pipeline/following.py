"""One endpoint from raw to bronze to silver, run after run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pyspark.sql import SparkSession

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.pipeline.bronze_step import take_landed
from cbbd_spark.pipeline.context import Context, Done
from cbbd_spark.pipeline.memory import Remembered
from cbbd_spark.pipeline.table_step import bring_up_to_date
from cbbd_spark.spec.table import Table
from tests.bronze.landing import Raw


@dataclass
class Following:
    """Raw, bronze and silver of one endpoint, and what runs remember of each other."""

    spark: SparkSession
    raw: Raw
    table: Table
    code: str = "code-1"
    memory: dict[str, Remembered] = field(default_factory=dict)

    def context(self, replay: Selection | None = None) -> Context:
        """What the steps of a run are given."""
        seasons = tuple(replay.seasons) if replay and replay.seasons else None
        memory = {} if replay else self.memory
        return Context(self.spark, self.raw.store, "run", seasons, memory, self.code, replay)

    def run(self, replay: Selection | None = None) -> tuple[Done, Done]:
        """Brings bronze and silver up to date."""
        endpoint, context = self.raw.endpoint, self.context(replay)
        bronze, silver = take_landed(context, endpoint), bring_up_to_date(context, self.table)
        for step, done in ((f"bronze.{endpoint.name}", bronze), (self.table.step, silver)):
            self.memory[step] = Remembered(done.inputs, done.snapshot_id, context.seasons, self.code)
        return bronze, silver


@contextmanager
def tables_for(following: Following) -> Iterator[None]:
    """Within it there is a lake for both tables; afterwards they are gone."""
    create_databases(following.spark)
    yield
    for table in (following.raw.endpoint.bronze_table, following.table.full_name):
        following.spark.sql(f"DROP TABLE IF EXISTS {table} PURGE")

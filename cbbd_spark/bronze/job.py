"""What all work on one bronze table is given."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import SparkSession

from cbbd_spark.bronze.place import Numbered
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.raw import manifest
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint


@dataclass(frozen=True)
class Job:
    """An endpoint, the store that its answers lie in, the session that its table is written by, and the run's id."""

    session: SparkSession
    store: RawStore
    endpoint: Endpoint
    run_id: str

    @property
    def table(self) -> str:
        return self.endpoint.bronze_table

    @property
    def table_exists(self) -> bool:
        return snapshots.exists(self.session, self.table)

    @property
    def last_segment(self) -> int:
        return manifest.last_segment(self.store, self.endpoint.source, self.endpoint.name)

    def landed(self, after: int = 0) -> list[Numbered]:
        """The answers of the manifest's segments with a number above `after`, oldest first."""
        return list(manifest.entries(self.store, self.endpoint.source, self.endpoint.name, after=after))

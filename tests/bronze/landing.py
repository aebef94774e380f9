"""Answers that have landed: real objects and manifests in a folder, without an API that gave them."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.bronze.job import Job
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint

_numbers = itertools.count(1)


def endpoint_like(name: str) -> Endpoint:
    """The endpoint under a name of its own, so that tests share a session and no table."""
    return replace(endpoints()[name], name=f"{name}_of_test_{next(_numbers)}")


@dataclass
class Raw:
    """A raw store in a folder, into which one endpoint's answers land, each in a segment of its own."""

    folder: Path
    endpoint: Endpoint
    segments: int = field(default=0)

    @property
    def store(self) -> FolderStore:
        return FolderStore(self.folder)

    def job(self, spark: SparkSession, run_id: str = "run-1") -> Job:
        return Job(spark.newSession(), self.store, self.endpoint, run_id)

    def land(
        self, records: Sequence[Any], fetched_at: str = "2025-01-10T00:00:00.000Z", **params: str | int | bool
    ) -> Entry:
        entry = self.stored(records, fetched_at, **params)
        self.name([entry])
        return entry

    def stored(self, records: Sequence[Any], fetched_at: str, **params: str | int | bool) -> Entry:
        """An answer whose object is there and which no segment names yet."""
        lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
        body = b"[" + b",".join(lines) + b"]"
        stored, judge = layout.packed(lines), Conformity(self.endpoint.record)
        request = layout.request_hash(self.endpoint.name, params)
        digest = hashlib.sha256(body).hexdigest()
        entry = Entry(
            endpoint=self.endpoint.name,
            object=layout.object_key(self.endpoint.source, self.endpoint.name, request, fetched_at, digest),
            request_hash=request,
            params=params,
            url="http://test",
            status=200,
            fetched_at=fetched_at,
            rows=len(lines),
            odd_rows=sum(not judge.conforms(line) for line in lines),
            fingerprint=self.endpoint.record.fingerprint,
            body_sha256=digest,
            body_bytes=len(body),
            object_sha256=hashlib.sha256(stored).hexdigest(),
            object_bytes=len(stored),
            run_id="ingest-1",
            code_version="test",
        )
        self.store.create(entry.object, stored)
        return entry

    def name(self, entries: Sequence[Entry]) -> None:
        self.segments = manifest.append(
            self.store, self.endpoint.source, self.endpoint.name, entries, after=self.segments
        )

    def path(self, entry: Entry) -> Path:
        return self.folder / entry.object

    def flip(self, entry: Entry) -> bytes:
        """One bit in the middle of the object; gives back what it was."""
        before = self.path(entry).read_bytes()
        middle = len(before) // 2
        self.path(entry).write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
        return before

    def cut(self, entry: Entry) -> bytes:
        before = self.path(entry).read_bytes()
        self.path(entry).write_bytes(before[: len(before) // 2])
        return before

    def remove(self, entry: Entry) -> bytes:
        before = self.path(entry).read_bytes()
        self.path(entry).unlink()
        return before


def game(number: int, season: int = 2025, **more: Any) -> Mapping[str, Any]:
    return {"id": number, "season": season, "startDate": "2024-11-05T00:30:00.000Z", "homeTeam": "Duke", **more}

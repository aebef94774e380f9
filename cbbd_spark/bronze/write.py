"""Stored answers -> Parquet files of their bronze table, which nothing refers to yet.

Each task of the Spark job takes some answers of one month and writes one file of them, by Arrow: the rows never become
Java's.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.parse import RESCUED, parse
from cbbd_spark.bronze.place import Numbered
from cbbd_spark.lakehouse import data_files
from cbbd_spark.lakehouse.data_files import DataFile
from cbbd_spark.raw import layout
from cbbd_spark.raw.answer import Damaged, is_what_landed
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import snake_case

T = TypeVar("T")

_FETCHED_AT = "_fetched_at"
# Of stored answers in one file: some 460,000 plays, which are 19 MB of Parquet.
_SHARE = 32 << 20
# As Iceberg's own writers take it.
_LEVEL = 3
# Of rows in memory that make a row group: some 20,000 plays, a day's, so that other days are not read with them.
_ROW_GROUP = 16 << 20


@dataclass(frozen=True)
class Written:
    """The files, and how many of their rows have something rescued."""

    files: tuple[DataFile, ...]
    rescued: int


@dataclass(frozen=True)
class _Share:
    """Answers of which one file is to be made, all of one partition."""

    partition: str
    folder: str
    answers: tuple[Entry, ...]


def write(job: Job, answers: Sequence[Numbered]) -> Written:
    """Files with one row for each record of the answers, of which there must be one at least. The table must exist."""
    shares = list(_shares(job, [entry for _, entry in answers]))
    writer = _Writer(job.store, job.endpoint, job.run_id, data_files.file_schema(job.session, job.table))
    done = job.session.sparkContext.parallelize(shares, len(shares)).map(writer).collect()
    return Written(tuple(file for file, _ in done), sum(rescued for _, rescued in done))


def _shares(job: Job, answers: Sequence[Entry]) -> Iterator[_Share]:
    months: dict[str, list[Entry]] = {}
    for entry in answers:
        months.setdefault(entry.fetched_at[:7], []).append(entry)
    for month, entries in sorted(months.items()):
        # Iceberg counts months from 1970 on.
        number = (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1
        partition = f"{_FETCHED_AT}_month={number}"
        folder = data_files.folder(job.session, job.table, partition)
        for some in _of_like_size(entries):
            yield _Share(partition, folder, some)


def _of_like_size(entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    return _lots(entries, lambda entry: entry.object_bytes, _SHARE)


def _lots(things: Iterable[T], size_of: Callable[[T], int], most: int) -> Iterator[tuple[T, ...]]:
    """The things in their order, as many at a time as come to `most` together; one that is larger is alone."""
    lot: list[T] = []
    size = 0
    for thing in things:
        if lot and size + size_of(thing) > most:
            yield tuple(lot)
            lot, size = [], 0
        lot.append(thing)
        size += size_of(thing)
    if lot:
        yield tuple(lot)


@dataclass(frozen=True)
class _Writer:
    """What goes to Spark's workers: it makes the file of a share, and says how many rows have something rescued."""

    store: RawStore
    endpoint: Endpoint
    run_id: str
    schema: pa.Schema

    def __call__(self, share: _Share) -> tuple[DataFile, int]:
        path = f"{share.folder}/{uuid.uuid4().hex}.parquet"
        # Iceberg takes a `%20` in the lake's own path as it stands, and Arrow would make a blank of it.
        places, place = fs.FileSystem.from_uri(quote(path, safe=":/="))
        if isinstance(places, fs.LocalFileSystem):
            places.create_dir(place.rpartition("/")[0], recursive=True)
        rescued = 0
        try:
            with places.open_output_stream(place) as stream, self._opened(stream) as file:
                for some in _lots(map(self._rows, share.answers), lambda rows: rows.nbytes, _ROW_GROUP):
                    rows = pa.concat_tables(some)
                    rescued += rows.num_rows - rows[RESCUED].null_count
                    file.write_table(rows)
        except BaseException:
            with suppress(FileNotFoundError):
                places.delete_file(place)
            raise
        return DataFile(path, share.partition), rescued

    def _opened(self, stream: pa.NativeFile) -> pq.ParquetWriter:
        return pq.ParquetWriter(stream, self.schema, compression="zstd", compression_level=_LEVEL, store_schema=False)

    def _rows(self, entry: Entry) -> pa.Table:
        """The table's columns of one answer."""
        record = self.endpoint.record
        # An answer judged against another contract than today's is judged again, as one with odd records is.
        may_be_odd = bool(entry.odd_rows) or entry.fingerprint != record.fingerprint
        rows = parse(layout.unpacked(self._sound(entry)), record, may_be_odd=may_be_odd)
        for name, value in self._envelope(entry).items():
            kind = self.schema.field(name).type
            rows = rows.append_column(name, pa.repeat(pa.scalar(value).cast(kind), rows.num_rows))
        return pa.table([_as(rows, field) for field in self.schema], self.schema)

    def _sound(self, entry: Entry) -> bytes:
        """The object, which may have come to harm since it was judged."""
        stored = self.store.read(entry.object)
        if not is_what_landed(stored, entry):
            raise Damaged(f"{entry.object} is not what landed")
        return stored

    def _envelope(self, entry: Entry) -> dict[str, object]:
        return {
            "_raw_file": entry.object,
            "_request_hash": entry.request_hash,
            "_params": json.dumps(entry.params, sort_keys=True),
            _FETCHED_AT: entry.fetched_at,
            "_run_id": self.run_id,
            **{snake_case(name): entry.params.get(name) for name in self.endpoint.from_request},
        }


def _as(rows: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    """A column with the names and ids that the table has for nested fields; NULL where the contract has it no more."""
    if field.name not in rows.column_names:
        return pa.chunked_array([pa.nulls(rows.num_rows, field.type)])
    return pa.chunked_array([chunk.view(field.type) for chunk in rows[field.name].chunks], field.type)

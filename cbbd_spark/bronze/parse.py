"""Lines of raw objects -> columns as bronze keeps them.

Arrow reads JSON for less CPU than Spark's reader (record 26), and fails where that one makes NULL of a whole record in
silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
import xxhash

from cbbd_spark.bronze.schema import kept_schema, parse_schema
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.spec.record import Object, Scalar

RECORD_HASH, RESCUED = "_record_hash", "_rescued"
# Arrow reads 100,000 records at a time at most.
_AT_ONCE = 10_000
# Of so many lines that Arrow refuses, all are brought to one value a key.
_FEW = 100
# What Spark's xxhash64 begins with, so that its hash of a line is this one.
_SEED = 42
_MOMENT = pa.timestamp("us", "UTC")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Python, by which many read the lake, knows no others.
_FIRST, _LAST = (pa.scalar(year, _MOMENT) for year in (datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)))


def parse(lines: Sequence[bytes], record: Object, *, may_be_odd: bool) -> pa.Table:
    """The record's columns by their names in the lake, RECORD_HASH and RESCUED; one row a line, in their order.

    RESCUED holds, as a JSON object by path, what the contract does not know or cannot type; NULL for a record that
    conforms. Lines of answers that were judged to conform at landing skip the judgement (`may_be_odd=False`): of them
    Arrow refuses only a key that comes twice, and then the last one counts. A line that it never takes is rescued
    whole.
    """
    parts = [lines[start : start + _AT_ONCE] for start in range(0, len(lines), _AT_ONCE)] or [lines]
    return pa.concat_tables(_parsed(part, record, may_be_odd=may_be_odd) for part in parts)


def _parsed(lines: Sequence[bytes], record: Object, *, may_be_odd: bool) -> pa.Table:
    hashes = pa.array([xxhash.xxh64_intdigest(line, _SEED) for line in lines], pa.uint64()).view(pa.int64())
    fitting, aside = _cleaned(lines, record) if may_be_odd else (lines, _nothing(lines))
    tables, read = [], 0
    for table, is_lost in _read(fitting, parse_schema(record)):
        if is_lost:
            aside[read] = _as_rescued("_record", lines[read].decode("utf-8", "backslashreplace"))
        tables.append(table)
        read += table.num_rows
    found = pa.concat_tables(tables).combine_chunks()
    columns = {}
    for field, kept in zip(record.fields, kept_schema(record), strict=True):
        column = _only_chunk(found[field.name]).view(kept.type)
        if field.type is Scalar.TIMESTAMP:
            column, lost = _moments(column)
            for place, text in lost:
                aside[place] = _joined(aside[place], _as_rescued(field.name, text))
        columns[field.column] = column
    return pa.table({**columns, RECORD_HASH: hashes, RESCUED: pa.array(aside, pa.string())})


def _cleaned(lines: Sequence[bytes], record: Object) -> tuple[Sequence[bytes], list[str | None]]:
    judge = _judge(record)
    both = [judge.clean(line) for line in lines]
    return [fitting for fitting, _ in both], [aside for _, aside in both]


def _nothing(lines: Sequence[bytes]) -> list[str | None]:
    return [None] * len(lines)


@lru_cache(maxsize=4)
def _judge(record: Object) -> Conformity:
    return Conformity(record)


def _read(lines: Sequence[bytes], schema: pa.Schema) -> Iterator[tuple[pa.Table, bool]]:
    """The lines as tables, in their order; TRUE beside one whose only line cannot be read, which is a row of NULLs."""
    table = _at_once(lines, schema)
    if table is None and len(lines) <= _FEW:
        table = _at_once([_with_last_of_each_key(line) for line in lines], schema)
    if table is not None:
        yield table, False
    elif len(lines) > 1:
        middle = len(lines) // 2
        yield from _read(lines[:middle], schema)
        yield from _read(lines[middle:], schema)
    else:
        yield cast("pa.Table", _at_once([b"{}"], schema)), True


def _at_once(lines: Sequence[bytes], schema: pa.Schema) -> pa.Table | None:
    """None when a line is not what the schema says. Of a line that is `null` Arrow would die, so it does not come to
    that; of one with two records it would make two rows."""
    if not lines:
        return schema.empty_table()
    if not all(line.startswith(b"{") for line in lines):
        return None
    text = b"\n".join([*lines, b""])
    try:
        table = pj.read_json(
            pa.BufferReader(text),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows == len(lines) else None


def _with_last_of_each_key(line: bytes) -> bytes:
    try:
        return msgspec.json.encode(msgspec.json.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line


def _moments(texts: pa.Array) -> tuple[pa.Array, list[tuple[int, str]]]:
    """The moments, and place and text of those that are none."""
    try:
        moments = texts.cast(_MOMENT)
    except pa.ArrowInvalid:
        # RFC 3339 allows a small t and z, and more digits of a second than are kept here.
        moments = pa.array([_microseconds(text) for text in texts.to_pylist()], pa.int64()).view(_MOMENT)
    is_known = pc.and_(pc.greater_equal(moments, _FIRST), pc.less_equal(moments, _LAST))
    kept = pc.if_else(is_known, moments, pa.scalar(None, _MOMENT))
    places = pc.indices_nonzero(pc.and_(kept.is_null(), texts.is_valid())).to_pylist()
    return kept, [(place, texts[place].as_py()) for place in places]


def _microseconds(text: str | None) -> int | None:
    """Since 1970, in UTC, which a text without a zone is taken to be of; None for what is no moment."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // timedelta(microseconds=1)


def _only_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _as_rescued(path: str, value: str) -> str:
    return json.dumps({path: value}, ensure_ascii=False, separators=(",", ":"))


def _joined(one: str | None, other: str) -> str:
    """Two JSON objects as one."""
    return other if one is None else f"{one[:-1]},{other[1:]}"

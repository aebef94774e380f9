"""An entry of a manifest, as landing makes it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.store import RawStore

FETCHED_AT = "2024-11-05T00:30:00.123Z"


def entry(number: int, records: Sequence[bytes] = (b'{"id":1}',), endpoint: str = "games") -> manifest.Entry:
    """The entry of the `number`-th request's answer, which was an array of these records."""
    params: dict[str, str | int | bool] = {"season": 2024, "team": str(number)}
    request_hash = layout.request_hash(endpoint, params)
    body = b"[" + b",".join(records) + b"]"
    body_sha256, stored = hashlib.sha256(body).hexdigest(), layout.packed(records)
    return manifest.Entry(
        endpoint=endpoint,
        object=layout.object_key("cbbd", endpoint, request_hash, FETCHED_AT, body_sha256),
        request_hash=request_hash,
        params=params,
        url=f"https://api.example.com/{endpoint}?season=2024&team={number}",
        status=200,
        fetched_at=FETCHED_AT,
        rows=len(records),
        odd_rows=0,
        fingerprint="f",
        body_sha256=body_sha256,
        body_bytes=len(body),
        object_sha256=hashlib.sha256(stored).hexdigest(),
        object_bytes=len(stored),
        run_id="r",
        code_version="0",
    )


def land(store: RawStore, answers: Sequence[Sequence[bytes]], endpoint: str = "games") -> list[manifest.Entry]:
    """Answers and a segment that names them, after those that are there."""
    last = manifest.last_segment(store, "cbbd", endpoint)
    entries = [entry(100 * last + number, records, endpoint) for number, records in enumerate(answers)]
    for one, records in zip(entries, answers, strict=True):
        store.create(one.object, layout.packed(records))
    manifest.append(store, "cbbd", endpoint, entries, after=last)
    return entries

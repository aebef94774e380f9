"""A generated season of plays, as large as asked for, and as it lies in raw after an ingest.

Each UTC day is one answer, without the second midnight that the API repeats: so no play comes twice, and a peer that
takes every row as it is gets the same table.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.simulator import league
from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.sources.cbbd.plays_date import ENDPOINT

SEASON = 2025
FETCHED_AT = "2025-07-01T00:00:00.000Z"
_SMALL, _WHOLE = 64, 364
_IN_BRACKETS = 65  # games of the tournaments, which come on top of those before them


def games_wanted() -> int:
    """CBBD_BENCH_GAMES: 300 (the default) is a small season of 125,000 plays, 6300 a whole one of 2.5 million."""
    return int(os.environ.get("CBBD_BENCH_GAMES", "300"))


def generated(games: int, today: date | None = None) -> Dataset:
    """A league that plays about so many games in the season."""
    teams = min(_WHOLE, max(_SMALL, games // 17))
    per_team = max(1, round((games - _IN_BRACKETS) * 2 / teams))
    return league.generate([SEASON], teams=teams, games_per_team=per_team, today=today)


def answers(dataset: Dataset) -> Iterator[tuple[str, list[bytes]]]:
    """UTC day and the plays of the games that start on it, day after day."""
    days: dict[str, list[Record]] = {}
    for game in dataset.records("plays", {}):
        days.setdefault(str(game.fields["gameStartDate"])[:10], []).append(game)
    for day in sorted(days):
        yield day, [row.body for game in days[day] if game.rows for row in game.rows(lambda _: True)]


def land(raw: Path, dataset: Dataset) -> int:
    """Stores the season's answers and their manifest; says how many plays they hold."""
    store, conformity = FolderStore(raw), Conformity(ENDPOINT.record)
    entries = [_stored(store, conformity, day, lines) for day, lines in answers(dataset)]
    manifest.append(store, ENDPOINT.source, ENDPOINT.name, entries, after=0)
    return sum(entry.rows for entry in entries)


def _stored(store: FolderStore, conformity: Conformity, day: str, lines: list[bytes]) -> Entry:
    text = b"\n".join([*lines, b""])
    if conformity.decode_lines(text) is None:
        raise SystemExit(f"the plays of {day} are not as the contract has them")
    packer = layout.Packer()
    packer.add(text)
    stored = packer.finish()
    params: dict[str, str | int | bool] = {"date": day}
    request = layout.request_hash(ENDPOINT.name, params)
    body = hashlib.sha256(text).hexdigest()
    key = layout.object_key(ENDPOINT.source, ENDPOINT.name, request, FETCHED_AT, body)
    store.create(key, stored)
    return Entry(
        endpoint=ENDPOINT.name,
        object=key,
        request_hash=request,
        params=params,
        url="http://bench",
        status=200,
        fetched_at=FETCHED_AT,
        rows=len(lines),
        odd_rows=0,
        fingerprint=ENDPOINT.record.fingerprint,
        body_sha256=body,
        body_bytes=len(text),
        object_sha256=hashlib.sha256(stored).hexdigest(),
        object_bytes=len(stored),
        run_id="bench",
        code_version="bench",
    )

"""How far each endpoint has come: the last season that is whole and closed, and the last day that was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from cbbd_spark.ingest.source import SOURCE
from cbbd_spark.state.keyvalue import KeyValue

_PARTITION = f"milestones/{SOURCE}"


class Milestone(msgspec.Struct, frozen=True):
    """Of one endpoint. The season is whole: every request of it was answered, after its last day had settled."""

    last_completed_season: int | None = None
    last_ingested_date: date | None = None


def read(state: KeyValue) -> dict[str, Milestone]:
    """By endpoint; what was never asked is not in it."""
    decoder = msgspec.json.Decoder(Milestone)
    return {name: decoder.decode(value) for name, value in state.query(_PARTITION).items()}


def reach(state: KeyValue, endpoints: Iterable[str], *, season: int | None = None, day: date | None = None) -> None:
    """Notes that the endpoints are whole up to a season, or were looked at on a day; never goes back."""
    held, reached = read(state), {}
    for name in endpoints:
        before = after = held.get(name, Milestone())
        if season is not None:
            after = replace(after, last_completed_season=max(season, before.last_completed_season or season))
        if day is not None:
            after = replace(after, last_ingested_date=max(day, before.last_ingested_date or day))
        if after != before:
            reached[name] = msgspec.json.encode(after)
    if reached:
        state.put(_PARTITION, reached)

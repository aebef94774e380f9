"""What there is to replay, counted in the manifests."""

from __future__ import annotations

from dataclasses import dataclass

from cbbd_spark.bronze.selection import Selection, season_of
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.raw import manifest
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.place import store_at
from cbbd_spark.sources import endpoints


@dataclass(frozen=True)
class Landed:
    """Answers and records by endpoint; endpoints without any are not here."""

    answers: dict[str, int]
    records: dict[str, int]


def landed(raw: str, selection: Selection) -> Landed:
    """What of the raw store a selection takes. ConfigurationError, which says what there is, when that is nothing."""
    store = store_at(raw)
    taken: dict[str, list[Entry]] = {}
    seasons: set[int | None] = set()
    first = ""
    for name, endpoint in endpoints().items():
        for _, entry in manifest.entries(store, endpoint.source, name):
            first = min(first or entry.fetched_at, entry.fetched_at)
            if selection.takes(endpoint, entry):
                taken.setdefault(name, []).append(entry)
                seasons.add(season_of(endpoint, entry))
    if not first:
        raise ConfigurationError(f"nothing has landed in {raw}: ask the API first, or set CBBD_LAKE")
    if not taken:
        raise ConfigurationError(f"nothing had landed in {raw} by then: the first answer is of {first}")
    without = sorted(set(selection.seasons or ()) - seasons)
    if without:
        raise ConfigurationError(f"nothing of {', '.join(map(str, without))} had landed in {raw}")
    return Landed(
        {name: len(entries) for name, entries in taken.items()},
        {name: sum(entry.rows for entry in entries) for name, entries in taken.items()},
    )

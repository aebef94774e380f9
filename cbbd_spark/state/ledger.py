"""The ledger: one row for each request that was ever asked, keyed by endpoint and request hash.

It is the write-ahead log of the manifest. An answer goes through three states that each survive a kill: its row is
`pending` (the object may be there), then the row with an entry but no segment (the object is there), then with a
segment (the manifest names it); a run that finds one of the first two brings it to the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from cbbd_spark.raw.manifest import Entry
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.lease import Lease

_SEGMENTS = "segments"


class Status(StrEnum):
    """What came of the last call.

    planned: about to be asked; known_empty: empty on two different days, so asked again only after a long time;
    truncated: as long as its cap, its halves are asked instead; failed: no answer came;
    refused: what came is not what was asked for, or the key's tier is too low for it
    """

    PLANNED = "planned"
    LANDED = "landed"
    EMPTY = "empty"
    KNOWN_EMPTY = "known_empty"
    TRUNCATED = "truncated"
    FAILED = "failed"
    REFUSED = "refused"


class Team(msgspec.Struct, frozen=True):
    """A team of a season: what requests by team and by conference need."""

    id: int
    school: str
    conference: str | None


class Facts(msgspec.Struct, frozen=True):
    """What an answer taught, for requests that depend on it.

    days: UTC day (2024-11-05) -> ids of its games that are final; a day with games has a key, be it with none
    teams: the Division I teams of a season
    """

    days: dict[str, list[int]] = {}
    teams: list[Team] = []


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one request. Times are UTC, RFC 3339 with milliseconds.

    attempts: calls made for it, over all runs
    observed_at: when it was last answered with something that counts (landed, unchanged, empty)
    tried_at: when it was last asked, with whatever outcome
    rows: records of the last answer
    entry: the newest answer that landed; segment: number of the manifest's segment that names it
    pending: the row as it will be as soon as the object is there that is about to be created
    """

    endpoint: str
    request_hash: str
    params: dict[str, str | int | bool]
    status: Status
    attempts: int = 0
    observed_at: str | None = None
    tried_at: str | None = None
    http_status: int | None = None
    rows: int = 0
    reason: str = ""
    entry: Entry | None = None
    segment: int | None = None
    pending: Row | None = None
    facts: Facts = Facts()

    @property
    def awaits_segment(self) -> bool:
        return self.entry is not None and self.segment is None


class Ledger:
    """Rows of one source in a KeyValue.

    Only the holder of `lease` writes, so that what was read once need not be read again: Busy when it is another's by
    the time of the write. Without a lease it is for looking only.
    """

    def __init__(self, state: KeyValue, source: str, lease: Lease | None = None) -> None:
        self._state = state
        self._source = source
        self._lease = lease
        self._decoder = msgspec.json.Decoder(Row)
        self._read: dict[str, dict[str, Row]] = {}
        self._segments: dict[str, int] = {}

    def rows(self, endpoint: str) -> Mapping[str, Row]:
        """Every row of an endpoint by request hash.

        The number of segments is read before them, never after: a run that stood still in between, and whose lease is
        another's by now, would believe in a segment whose rows it has not read, and name its objects once more. With
        the older number it comes to write a segment that is already there, and stops.
        """
        if endpoint not in self._read:
            self.segments_seen(endpoint)
            values = self._state.query(self._partition(endpoint))
            self._read[endpoint] = {key: self._decoder.decode(value) for key, value in values.items()}
        return self._read[endpoint]

    def row(self, endpoint: str, request_hash: str) -> Row | None:
        return self.rows(endpoint).get(request_hash)

    def put(self, endpoint: str, rows: Iterable[Row]) -> None:
        """Writes rows of one endpoint, in transactions as large as the state's can be."""
        self.rows(endpoint)
        new = {row.request_hash: row for row in rows}
        if new:
            self._write(self._partition(endpoint), {key: msgspec.json.encode(row) for key, row in new.items()})
            self._read[endpoint].update(new)

    def segments_seen(self, endpoint: str) -> int:
        """Number of the newest segment that the rows are known to agree with; 0 at first."""
        if endpoint not in self._segments:
            item = self._state.get(self._segments_partition, endpoint)
            self._segments[endpoint] = int(item.value) if item else 0
        return self._segments[endpoint]

    def see_segments(self, endpoint: str, number: int) -> None:
        self._write(self._segments_partition, {endpoint: str(number).encode()})
        self._segments[endpoint] = number

    def _write(self, partition: str, values: Mapping[str, bytes]) -> None:
        if self._lease is None:
            self._state.put(partition, values)
        elif not self._state.put(partition, values, only_if=self._lease.guard):
            raise self._lease.lost()

    @property
    def _segments_partition(self) -> str:
        return f"{_SEGMENTS}/{self._source}"

    def _partition(self, endpoint: str) -> str:
        return f"ledger/{self._source}/{endpoint}"

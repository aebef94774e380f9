"""Brings ledger and manifest to the same state: after every some answers, at the end, and after a kill. Blocking."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from msgspec.structs import replace

from cbbd_spark.ingest.judge import Judge, judge_of
from cbbd_spark.ingest.learn import teaches
from cbbd_spark.raw import layout, manifest
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.store import RawStore
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Ledger, Row, Status


class Segments:
    """The manifest's segments of one endpoint, as the ledger knows them."""

    def __init__(self, raw: RawStore, ledger: Ledger, endpoint: Endpoint) -> None:
        self._raw = raw
        self._ledger = ledger
        self._endpoint = endpoint
        self._source, self._name = endpoint.source, endpoint.name

    def recover(self) -> None:
        """After whatever end the last run had: every object that landed is in the manifest once, and nothing else is.

        The order matters: what the manifest names is learned before anything is written to it.
        """
        self.settle_pending()
        self.go_back_with_raw()
        self.learn_new_segments()
        self.write(row for row in self._ledger.rows(self._name).values() if row.awaits_segment)

    def write(self, rows: Iterable[Row]) -> None:
        """Writes the next segment for rows that have none; no segment when there are no such rows."""
        waiting = [row for row in rows if row.awaits_segment]
        if not waiting:
            return
        seen = self._ledger.segments_seen(self._name)
        entries = [row.entry for row in waiting if row.entry]
        number = manifest.append(self._raw, self._source, self._name, entries, after=seen)
        self._ledger.put(self._name, [replace(row, segment=number) for row in waiting])
        self._ledger.see_segments(self._name, number)

    def settle_pending(self) -> None:
        """An answer whose landing was cut off has landed if its object is there."""
        settled = []
        for row in self._ledger.rows(self._name).values():
            landed = row.pending
            if landed and landed.entry:
                settled.append(landed if self._is_there(landed.entry) else replace(row, pending=None))
        self._ledger.put(self._name, settled)

    def go_back_with_raw(self) -> None:
        """When raw is older than the ledger (a restored copy), what raw does not hold is not held.

        What awaits its segment is looked for however many segments there are: the copy may lack nothing but that.
        """
        last = manifest.last_segment(self._raw, self._source, self._name)
        rows = self._ledger.rows(self._name).values()
        unnamed = [row for row in rows if row.awaits_segment or (row.segment or 0) > last]
        self._ledger.put(self._name, [self._without_segment(row) for row in unnamed])
        if last < self._ledger.segments_seen(self._name):
            self._ledger.see_segments(self._name, last)

    def _without_segment(self, row: Row) -> Row:
        if row.entry and self._is_there(row.entry):
            return replace(row, segment=None)
        return _lost(row, "lost from raw")

    def learn_new_segments(self) -> None:
        """Rows for what the manifest names and the ledger does not, as after the loss of the ledger."""
        learned: dict[str, Row] = {}
        last = seen = self._ledger.segments_seen(self._name)
        for number, entry in manifest.entries(self._raw, self._source, self._name, after=seen):
            last = number
            row = learned.get(entry.request_hash) or self._ledger.row(self._name, entry.request_hash)
            known = row.entry if row else None
            if row and known and known.object == entry.object:
                learned[entry.request_hash] = replace(row, segment=number)
            elif known is None or known.fetched_at < entry.fetched_at:
                learned[entry.request_hash] = _row_of(entry, number)
        self._ledger.put(self._name, self._with_facts(learned.values()))
        if last > seen:
            self._ledger.see_segments(self._name, last)

    def _with_facts(self, rows: Iterable[Row]) -> Iterable[Row]:
        """The rows with what their answers taught, read again from the stored objects."""
        if not teaches(self._endpoint):
            return rows
        return [self._taught(judge_of(self._endpoint), row) for row in rows]

    def _taught(self, judge: Judge, row: Row) -> Row:
        if row.entry is None:
            return row
        try:
            records = layout.unpacked(self._raw.read(row.entry.object))
        except (FileNotFoundError, zlib.error):
            # What cannot be read teaches nothing and is not held: it is asked again.
            return _lost(row, "damaged in raw")
        return replace(row, facts=judge.facts(row.params, records))

    def _is_there(self, entry: Entry) -> bool:
        return entry.object in self._raw.list(entry.object)


def _lost(row: Row, reason: str) -> Row:
    return replace(row, segment=None, entry=None, observed_at=None, status=Status.FAILED, reason=reason)


def _row_of(entry: Entry, segment: int) -> Row:
    return Row(
        endpoint=entry.endpoint,
        request_hash=entry.request_hash,
        params=entry.params,
        status=Status.LANDED,
        attempts=1,
        observed_at=entry.fetched_at,
        tried_at=entry.fetched_at,
        http_status=entry.status,
        rows=entry.rows,
        entry=entry,
        segment=segment,
    )

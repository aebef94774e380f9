"""What must be true of each process when it has ended, and of the lake when all is done."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from cbbd_spark.errors import Busy, StoreFull
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.source import SOURCE
from cbbd_spark.raw import dead_letter, layout, manifest
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.verify import Kind, verify
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Row, Status
from tests.ingest.simulated.process import Killed, Process

if TYPE_CHECKING:
    from tests.ingest.simulated.life import End, Life

_ROW = msgspec.json.Decoder(Row)
_EMPTY = (Status.EMPTY, Status.KNOWN_EMPTY)
_ANSWERED = (Status.LANDED, Status.TRUNCATED, *_EMPTY)
_KEYS = {name: endpoints()[name].key for name in ("games", "games_teams", "plays_date", "venues")}


def ledger(life: Life) -> dict[str, list[Row]]:
    """The rows of each endpoint, as they are written."""
    prefix = f"ledger/{SOURCE}/"
    return {
        partition.removeprefix(prefix): [_ROW.decode(item.value) for item in items.values()]
        for partition, items in life.state.all.items()
        if partition.startswith(prefix)
    }


def is_settled(life: Life) -> bool:
    """Whether all that has landed stands in the manifests, by the ledger and by raw itself."""
    named = {entry.object for name in life.swarm.endpoints for entry in entries(life, name)}
    if any("/_manifest/" not in key and key not in named for key in life.raw.all):
        return False
    return not any(row.pending or row.awaits_segment for rows in ledger(life).values() for row in rows)


def insist_on_process(life: Life, process: Process, run_id: str, end: End) -> None:
    """Its end is one that it may have, and its report tells of what it did."""
    complaints = [
        one for one in process.loop.complaints if not isinstance(one.get("exception"), Killed | Busy | StoreFull)
    ]
    assert not complaints, complaints
    workers = life.settings.api.concurrency * 2
    assert process.most_under_way <= life.settings.api.concurrency, "more calls at once than are allowed"
    if isinstance(end, Busy):
        holding = life.state.holding()
        assert holding is not None
        assert holding.owner.run_id != run_id, "it is busy, and nobody else is at work"
        return
    assert len(process.owed) <= workers, "more answers wait to be remembered than there are workers"
    if isinstance(end, HarvestReport) and not process.is_overtaken:  # else another has changed what it left
        _insist_on_report(life, process, run_id, end)
    is_prompt = not (process.upstream.slow or process.stalls or process.disk_fullness) and process.disk_slowness < 1
    if is_prompt and not isinstance(end, Killed):
        assert not process.owed, "an answer has come and is not remembered"


def _insist_on_report(life: Life, process: Process, run_id: str, report: HarvestReport) -> None:
    """Asked = landed + unchanged + empty + truncated + set aside, by report, ledger and manifest."""
    rows = [row for some in ledger(life).values() for row in some if row.request_hash in process.asked]
    answered = sum(row.status in _ANSWERED for row in rows)
    kinds = ("landed", "unchanged", "empty", "truncated")
    if not any("another day" in note for note in report.notes):
        assert report.total("asked") == len(process.asked) == len(rows)
        assert answered == sum(map(report.total, kinds)), "the ledger knows of other answers than the report"
        assert len(rows) - answered == report.set_aside
    named = [entry for name in life.swarm.endpoints for entry in entries(life, name) if entry.run_id == run_id]
    assert len(named) == report.total("landed"), "the manifests know of other answers than the report"


def insist_on_whole(life: Life) -> None:
    """Ledger, manifests and objects agree, and hold what the source has: nothing is lost, and nothing there twice."""
    findings = [finding for folder in verify(life.raw) for finding in folder.findings]
    orphans = [finding for finding in findings if finding.kind is Kind.ORPHAN]
    wrong = [finding for finding in findings if finding.kind is not Kind.ORPHAN]
    assert not wrong, wrong
    assert len(orphans) <= life.nameless, f"objects that nobody names: {orphans}"
    rows = ledger(life)
    for name in life.swarm.endpoints:
        _insist_on_endpoint(life, name, rows.get(name, []))
    for note in dead_letter.notes(life.dead_letter):
        assert hashlib.sha256(life.dead_letter.read(note.body)).hexdigest() == note.body_sha256


def entries(life: Life, endpoint: str) -> list[Entry]:
    return [entry for _, entry in manifest.entries(life.raw, SOURCE, endpoint)]


def _insist_on_endpoint(life: Life, name: str, rows: list[Row]) -> None:
    newest: dict[str, tuple[int, Entry]] = {}
    for number, entry in manifest.entries(life.raw, SOURCE, name):
        if entry.request_hash in newest:
            last = newest[entry.request_hash][1]
            assert last.body_sha256 != entry.body_sha256, f"{entry.object} landed twice"
            assert last.fetched_at < entry.fetched_at
        newest[entry.request_hash] = number, entry
    by_hash = {row.request_hash: row for row in rows}
    assert newest.keys() <= by_hash.keys(), "the manifest names a request that the ledger does not know"
    held: list[dict[str, Any]] = []
    for row in rows:
        _insist_on_row(life, row, newest.get(row.request_hash))
        if row.status is Status.LANDED and row.entry:
            held += _records(life, row.entry)
    _insist_on_all(life, name, held)


def _insist_on_row(life: Life, row: Row, named: tuple[int, Entry] | None) -> None:
    assert row.pending is None
    if row.entry is None:
        assert named is None
    else:
        assert named == (row.segment, row.entry), "the manifest names another answer than the ledger"
    wanted = life.league.records(row.endpoint, row.params, row.request_hash)
    if row.status is Status.LANDED:
        assert row.entry is not None
        assert _records(life, row.entry) == wanted, f"{row.endpoint} {row.params} is not as the source has it"
    elif row.status is Status.TRUNCATED:
        assert 0 < life.league.crowd < len(wanted)
    elif "games" not in life.league.late:
        # What failed while no game was known is not asked again when there turn out to be none.
        assert wanted == [], f"{row.endpoint} {row.params} is {row.status}"


def _insist_on_all(life: Life, name: str, held: list[dict[str, Any]]) -> None:
    """Every record that the source has by now is there once."""
    if name == "teams" or not set(life.swarm.endpoints[:3]).isdisjoint(life.league.late):
        return  # asked for two ways; and not all that is late can be known of
    season = {"startDateRange": "2023-10-01T00:00:00.000Z", "endDateRange": "2024-04-30T23:59:59.999Z"}
    wanted = life.league.records(name, season, "0")
    found = Counter(tuple(record[part] for part in _KEYS[name]) for record in held)
    assert found == Counter(tuple(record[part] for part in _KEYS[name]) for record in wanted)


def _records(life: Life, entry: Entry) -> list[dict[str, Any]]:
    return [json.loads(line) for line in layout.unpacked(life.raw.read(entry.object))]

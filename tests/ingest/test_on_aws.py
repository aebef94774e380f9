"""A harvest with its answers in S3 and its state in DynamoDB."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from cbbd_spark.ingest import work
from cbbd_spark.ingest.source import known
from cbbd_spark.raw import dead_letter, layout, manifest
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.verify import verify
from cbbd_spark.settings import Raw, Settings, State
from tests.ingest.harvesting import run
from tests.ingest.misbehaving import FaultServer, body, records

VENUES = [{"id": 1, "name": "Cameron Indoor"}, {"id": 2, "name": "Dean E. Smith Center"}]


async def test_it_lands_once_and_leaves_nothing_on_this_machine(
    server: FaultServer, settings: Settings, bucket: str, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: known()[name] for name in ("venues", "teams", "conferences")}
    monkeypatch.setattr(work, "known", lambda: few)  # each one costs a look into S3 and DynamoDB
    on_aws = replace(settings, raw=Raw(bucket), state=State(table))
    server.script = {"/venues": [records(VENUES)], "/teams": [records([])], "/conferences": [body(b"<html>")]}
    report = await run(on_aws, ["venues", "teams", "conferences"], [2024])
    assert (report.endpoints["venues"].landed, report.set_aside) == (1, 1)
    store = store_at(on_aws.raw_place)
    (landed,) = [entry for _, entry in manifest.entries(store, "cbbd", "venues")]
    assert len(layout.unpacked(store.read(landed.object))) == 2
    assert not any(found.findings for found in verify(store))
    (note,) = dead_letter.notes(store_at(on_aws.dead_letter_place))
    assert note.endpoint == "conferences"
    calls = len(server.calls)
    again = await run(on_aws, ["venues", "teams"], [2024])
    assert (again.calls, len(server.calls)) == (0, calls)
    assert not settings.lake.root.exists()

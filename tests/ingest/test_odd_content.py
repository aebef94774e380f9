"""Bodies at the edge of what JSON, Unicode and calendars allow are refused or land as they came; the run goes on."""

from __future__ import annotations

import pytest

from cbbd_spark.errors import StoreFull
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.judge import Judge, Verdict
from cbbd_spark.ingest.outcome import Kind
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw import layout
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from tests.ingest.bodies import body_of
from tests.ingest.harvesting import landed, run
from tests.ingest.landings import MORNING, Landings
from tests.ingest.misbehaving import FaultServer, body, records

VENUES = endpoints()["venues"]


def judged(content: bytes) -> Verdict:
    return Judge(VENUES).judge(Request(VENUES), body_of(content), None)


REFUSED = {
    "a zero byte in a text": b'[{"id":1,"name":"a\0b"}]',
    "a zero byte in an unknown field": b'[{"id":1,"new":"a\0b"}]',
    "a line break in an unknown field": b'[{"id":1,"new":"a\nb"}]',
    "a line break in a key": b'[{"id":1,"ne\nw":1}]',
    "invalid UTF-8 in a key": b'[{"id":1,"\xff":1}]',
    "half a surrogate pair in UTF-8": b'[{"id":1,"name":"\xed\xa0\x80"}]',
    "half a surrogate pair in an unknown field": b'[{"id":1,"new":"\\ud800 and more text"}]',
    "the other half of a surrogate pair": b'[{"id":1,"name":"\\udc00 and more text"}]',
    "an escape that is none": b'[{"id":1,"new":"\\x41"}]',
    "not a number in an unknown field": b'[{"id":1,"new":NaN}]',
    "lists 2,000 deep": b'[{"id":1,"new":' + b"[" * 2000 + b"]" * 2000 + b"}]",
    "objects 2,000 deep": b'[{"id":1,"new":' + b'{"a":' * 2000 + b"1" + b"}" * 2000 + b"}]",
    "lists 2,000 deep in a declared field": b'[{"id":' + b"[" * 2000 + b"]" * 2000 + b"}]",
    "nothing but lists 100,000 deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_no_json_and_never_becomes_data(name: str) -> None:
    with pytest.raises(Unusable, match="not JSON"):
        judged(REFUSED[name])


def test_a_line_break_that_got_into_a_text_would_cut_its_record_in_two() -> None:
    """Which is what a reader of lines makes of it, and why none may pass."""
    assert len(b'{"id":1,"name":"a\nb"}\n'.splitlines()) == 2
    assert layout.unpacked(layout.packed([b'{"id":1,\n"name":"ab"}'])) == [b'{"id":1, "name":"ab"}']


@pytest.mark.parametrize("field", ["name", "new"])
def test_a_text_of_30_megabytes_lands_as_it_came(field: str) -> None:
    record = b'{"id":1,"%s":"%s"}' % (field.encode(), b"x" * 30_000_000)
    verdict = judged(b'[{"id":7},%s]' % record)
    assert (verdict.rows, verdict.odd) == (2, int(field == "new"))
    assert layout.unpacked(verdict.stored) == [b'{"id":7}', record]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00"])
async def test_a_moment_that_no_calendar_has_in_utc_does_not_end_the_run(
    server: FaultServer, settings: Settings, moment: str
) -> None:
    games = [{"id": n, "season": 2025, "startDate": "2024-10-05T17:00:00.000Z", "status": "final"} for n in range(60)]
    games[7]["startDate"] = moment
    server.script = {"/games": [records(games), records([])]}
    report = await run(settings, ["games", "plays_date"], [2025])
    assert (report.endpoints["games"].rows, report.set_aside) == (60, 0)
    assert [call.query["date"] for call in server.calls if call.path == "/plays/date"] == ["2024-10-05"]


async def test_a_record_nested_900_deep_lands_with_the_others(server: FaultServer, settings: Settings) -> None:
    """What is deep and can be read is for bronze to put into `_rescued`."""
    deep = b'{"id":1,"new":' + b"[" * 900 + b"]" * 900 + b"}"
    server.script = {"/venues": [body(b'[{"id":7},%s]' % deep)]}
    report = await run(settings, ["venues"])
    assert landed(settings, "venues") == [b'{"id":7}', deep]
    assert report.endpoints["venues"].odd_rows == 1


# An answer whose place in raw is taken.


def place_of(landings: Landings) -> tuple[str, bytes]:
    """Key and bytes of the object that a venue makes, in a store that is then emptied of it."""
    landings.land([{"id": 1}])
    assert landings.row.entry is not None
    key = landings.row.entry.object
    stored = landings.raw.read(key)
    (landings.raw.root / key).unlink()
    return key, stored


def test_an_object_that_is_there_already_and_is_the_same_has_landed(tmp_path_factory: pytest.TempPathFactory) -> None:
    key, stored = place_of(Landings(tmp_path_factory.mktemp("a")))
    again = Landings(tmp_path_factory.mktemp("b"))
    again.raw.create(key, stored)
    assert again.land([{"id": 1}], MORNING).kind is Kind.LANDED


def test_an_object_that_is_there_already_and_is_another_is_not_taken_for_it(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = place_of(Landings(tmp_path_factory.mktemp("a")))
    again = Landings(tmp_path_factory.mktemp("b"))
    again.raw.create(key, b"another")
    with pytest.raises(StoreFull, match="taken by another answer"):
        again.land([{"id": 1}], MORNING)
    assert again.row.entry is None
    # Without a look at what is there the ledger would promise what is not.
    monkeypatch.setattr(FolderStore, "create_all", lambda _, objects: dict.fromkeys(objects, True))
    again.land([{"id": 1}], MORNING)
    assert again.raw.read(key) == b"another"

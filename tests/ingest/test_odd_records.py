"""A record that is not as declared, or only looks wrong, lands with the others; what is odd is counted."""

from __future__ import annotations

import json

import pytest

from cbbd_spark.settings import Settings
from tests.ingest.bodies import VENUE
from tests.ingest.harvesting import entries, landed, run
from tests.ingest.misbehaving import FaultServer, body, records

GOOD = json.dumps([VENUE]).encode()


@pytest.mark.parametrize(
    "odd",
    [
        b'{"id":"1"}',
        b'{"id":1,"name":7}',
        b'{"id":1,"new":{"a":1}}',
        b'{"id":9223372036854775808}',
        b'{"id":10.0}',
        b'{"id":1e999}',
        b"null",
    ],
)
async def test_an_odd_record_lands_with_the_others_and_is_counted(
    server: FaultServer, settings: Settings, odd: bytes
) -> None:
    server.script = {"/venues": [body(b'[{"id":7},\n %s]' % odd)]}
    report = await run(settings, ["venues"])
    assert landed(settings, "venues") == [b'{"id":7}', odd]
    assert (report.endpoints["venues"].odd_rows, entries(settings, "venues")[0].odd_rows) == (1, 1)
    assert report.set_aside == 0


async def test_a_record_without_its_key_lands_and_is_counted(server: FaultServer, settings: Settings) -> None:
    keyless = {name: value for name, value in VENUE.items() if name != "id"}
    server.script = {"/venues": [records([VENUE, keyless, VENUE | {"id": None}])]}
    report = await run(settings, ["venues"])
    assert (report.endpoints["venues"].rows, report.endpoints["venues"].keyless_rows) == (3, 2)


# What may look wrong and is what the source says: it is data, and it conforms.
STRANGE = {
    "a line separator of Unicode": '{"id":1,"name":"a\u2028b\u2029"}',
    "a zero in a text": '{"id":1,"name":"a\\u0000b"}',
    "accents, composed and not, and an emoji": '{"id":1,"name":"Jose\u0301 José \U0001f3c0"}',
    "blanks around a text": '{"id":1,"name":" Duke ","city":""}',
    "an id beyond 2^53": '{"id":9007199254740993}',
    "the largest id": '{"id":9223372036854775807}',
    "an id below zero": '{"id":-1}',
    "a key that comes twice, of which the last one counts": '{"id":1,"id":2}',
    "no field at all": "{}",
    "a number of a text field that is a text": '{"id":1,"sourceId":"007"}',
}


@pytest.mark.parametrize("name", STRANGE)
async def test_what_is_strange_and_fits_the_contract_lands_as_it_came_and_is_not_odd(
    server: FaultServer, settings: Settings, name: str
) -> None:
    record = STRANGE[name].encode()
    server.script = {"/venues": [body(b"[%s,%s]" % (record, GOOD[1:-1]))]}
    report = await run(settings, ["venues"])
    assert landed(settings, "venues") == [record, GOOD[1:-1]]
    assert (report.endpoints["venues"].odd_rows, report.set_aside) == (0, 0)


GAMES = {
    "a score below zero": '"homePoints":-3,"awayPoints":200',
    "seven periods": '"homePeriodPoints":[1,2,3,4,5,6,7]',
    "no period at all": '"homePeriodPoints":[]',
    "a period without points": '"homePeriodPoints":[null,31]',
    "a time without a zone, which is UTC": '"startDate":"2024-10-05T17:00:00"',
}


@pytest.mark.parametrize("name", GAMES)
async def test_figures_that_cannot_be_land_and_are_left_to_the_checks_of_the_tables(
    server: FaultServer, settings: Settings, name: str
) -> None:
    record = b'{"id":1,"season":2025,"startDate":"2024-10-05T17:00:00Z",%s}' % GAMES[name].encode()
    server.script = {"/games": [body(b"[%s]" % record), records([])]}
    report = await run(settings, ["games"], [2025])
    assert landed(settings, "games") == [record]
    assert (report.endpoints["games"].odd_rows, report.set_aside) == (0, 0)


async def test_two_records_with_one_key_both_land(server: FaultServer, settings: Settings) -> None:
    """Which of them counts is silver's to say; raw keeps what came."""
    server.script = {"/venues": [records([VENUE, VENUE | {"name": "B"}, VENUE])]}
    await run(settings, ["venues"])
    assert [json.loads(line)["name"] for line in landed(settings, "venues")] == [
        "Cameron Indoor",
        "B",
        "Cameron Indoor",
    ]

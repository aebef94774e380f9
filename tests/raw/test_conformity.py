from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.record import Array, Field, Object, Scalar
from tests.raw.cleaned import cleaned

RECORD = Object(
    (
        Field("id", Scalar.INTEGER),
        Field("pct", Scalar.NUMBER),
        Field("name", Scalar.STRING),
        Field("isHome", Scalar.BOOLEAN),
        Field("startDate", Scalar.TIMESTAMP),
        Field("points", Array(Scalar.INTEGER)),
        Field("venue", Object((Field("id", Scalar.INTEGER), Field("city", Scalar.STRING)))),
        Field("players", Array(Object((Field("minutes", Scalar.INTEGER), Field("class", Scalar.STRING))))),
        Field("3pt", Scalar.INTEGER),
    )
)
JUDGE = Conformity(RECORD)
WHOLE = {
    "id": 2**63 - 1,
    "pct": 12,
    "name": "José \u2028",
    "isHome": False,
    "startDate": "2024-11-05T00:30:00.000Z",
    "points": [1, None, -3],
    "venue": {"id": 1, "city": None},
    "players": [{"minutes": 3, "class": "So"}, None, {}],
    "3pt": 4,
}


@pytest.mark.parametrize("record", [WHOLE, {}, dict.fromkeys(WHOLE), {"points": [], "players": [], "venue": {}}])
def test_declared_fields_of_declared_types_conform_and_come_back_as_they_are(record: dict[str, Any]) -> None:
    line = json.dumps(record, ensure_ascii=False, indent=1).replace("\n", " ")
    assert JUDGE.conforms(line.encode())
    assert cleaned(JUDGE, line) == (line, None)


def test_the_decoded_record_has_the_fields_of_the_api() -> None:
    record = JUDGE.decode(json.dumps(WHOLE).encode())
    assert record.startDate == datetime.fromisoformat("2024-11-05T00:30:00+00:00")
    assert (record.id, record.venue.id, record.players[0].minutes) == (2**63 - 1, 1, 3)


# What came, what is left of it, what is set aside.
ODD = [
    ('{"id":1,"new":{"a":[1]}}', '{"id":1}', '{"new":{"a":[1]}}'),
    ('{"id":"12"}', '{"id":null}', '{"id":"12"}'),
    ('{"id":true}', '{"id":null}', '{"id":true}'),
    ('{"id":9223372036854775808}', '{"id":null}', '{"id":9223372036854775808}'),
    ('{"id":10.5}', '{"id":null}', '{"id":10.5}'),
    ('{"id":1e999999999}', '{"id":null}', '{"id":1e999999999}'),
    ('{"id":1' + "0" * 5000 + "}", '{"id":null}', '{"id":1' + "0" * 5000 + "}"),
    ('{"Id":1}', "{}", '{"Id":1}'),
    ('{"pct":"12"}', '{"pct":null}', '{"pct":"12"}'),
    ('{"pct":1e999}', '{"pct":null}', '{"pct":1e999}'),
    ('{"pct":false}', '{"pct":null}', '{"pct":false}'),
    ('{"name":7}', '{"name":null}', '{"name":7}'),
    ('{"name":{"first":"A"}}', '{"name":null}', '{"name":{"first":"A"}}'),
    ('{"name":"\\ud800"}', "{}", '{"_record":"{\\"name\\":\\"\\\\ud800\\"}"}'),
    ('{"isHome":1}', '{"isHome":null}', '{"isHome":1}'),
    ('{"startDate":"TBD"}', '{"startDate":null}', '{"startDate":"TBD"}'),
    ('{"startDate":"2024-02-30T00:00:00Z"}', '{"startDate":null}', '{"startDate":"2024-02-30T00:00:00Z"}'),
    ('{"startDate":1700000000000}', '{"startDate":null}', '{"startDate":1700000000000}'),
    ('{"points":7}', '{"points":null}', '{"points":7}'),
    ('{"points":[1,"2",3]}', '{"points":[1,null,3]}', '{"points[1]":"2"}'),
    ('{"venue":[1]}', '{"venue":null}', '{"venue":[1]}'),
    ('{"venue":{"id":"x","city":"A","b":1}}', '{"venue":{"id":null,"city":"A"}}', '{"venue.id":"x","venue.b":1}'),
    (
        '{"players":[{},{},{},{"minutes":"31","class":"So"}]}',
        '{"players":[{},{},{},{"minutes":null,"class":"So"}]}',
        '{"players[3].minutes":"31"}',
    ),
    ('{"a.b":1,"venue":{"x y":2}}', '{"venue":{}}', '{"[\\"a.b\\"]":1,"venue[\\"x y\\"]":2}'),
    ('{"pct":1.50,"x":2.50}', '{"pct":1.50}', '{"x":2.50}'),
    ("null", "{}", '{"_record":null}'),
    ("[1,2.50]", "{}", '{"_record":[1,2.50]}'),
    ("<html>", "{}", '{"_record":"<html>"}'),
    ('{"id":NaN}', "{}", '{"_record":"{\\"id\\":NaN}"}'),
]


@pytest.mark.parametrize(("line", "clean", "rescued"), ODD)
def test_what_does_not_fit_is_set_aside_under_its_path(line: str, clean: str, rescued: str) -> None:
    assert not JUDGE.conforms(line.encode())
    assert cleaned(JUDGE, line) == (clean, rescued)
    assert JUDGE.conforms(clean.encode())


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ('{"id":10.0}', '{"id":10}'),
        ('{"id":-1.50e2,"points":[2.0]}', '{"id":-150,"points":[2]}'),
        ('{"id":9.223372036854775807e18}', '{"id":9223372036854775807}'),
        ('{"id":-0.0}', '{"id":0}'),
    ],
)
def test_a_whole_number_written_as_a_float_becomes_an_integer_and_nothing_is_set_aside(line: str, clean: str) -> None:
    assert not JUDGE.conforms(line.encode()), "Spark reads it as NULL in a BIGINT"
    assert cleaned(JUDGE, line) == (clean, None)


def test_of_a_key_that_comes_twice_the_last_one_counts() -> None:
    assert JUDGE.conforms(b'{"id":1,"id":2}')
    assert JUDGE.decode(b'{"id":1,"id":2}').id == 2
    assert cleaned(JUDGE, '{"id":"x","id":2}') == ('{"id":2}', None)


def test_a_record_nested_beyond_reason_is_kept_as_text() -> None:
    deep = '{"x":' + "[" * 5000 + "]" * 5000 + "}"
    assert cleaned(JUDGE, deep) == ("{}", json.dumps({"_record": deep}, separators=(",", ":")))


def test_invalid_utf8_does_not_conform() -> None:
    assert not JUDGE.conforms(b'{"name":"\xff"}')


def test_every_endpoint_has_a_judge() -> None:
    for endpoint in endpoints().values():
        assert cleaned(Conformity(endpoint.record), "{}") == ("{}", None)


@pytest.mark.parametrize(
    ("file", "endpoint"),
    [
        ("games", "games"),
        ("games_teams", "games_teams"),
        ("games_players", "games_players"),
        ("lines", "lines"),
        ("lines_providers", "lines_providers"),
        ("teams", "teams"),
        ("conferences", "conferences"),
        ("plays_types", "plays_types"),
    ],
)
def test_a_real_season_conforms(shared_data: Path, file: str, endpoint: str) -> None:
    judge = Conformity(endpoints()[endpoint].record)
    lines = gzip.decompress((shared_data / "acc2017" / f"{file}.jsonl.gz").read_bytes()).splitlines()
    assert lines
    assert all(map(judge.conforms, lines))


@pytest.mark.parametrize(
    ("file", "endpoint"),
    [
        ("teams", "teams"),
        ("conferences", "conferences"),
        ("games_team-Duke_season-2023", "games"),
        ("stats_player_season_team-Duke_season-2023", "stats_player_season"),
        ("stats_team_season_season-2023", "stats_team_season"),
    ],
)
def test_answers_of_the_real_api_conform(shared_data: Path, file: str, endpoint: str) -> None:
    judge = Conformity(endpoints()[endpoint].record)
    records = json.loads((shared_data / "verbatim" / f"{file}.json").read_bytes())
    assert records
    assert all(judge.conforms(json.dumps(record).encode()) for record in records)

"""An answer's drift is what of it differs from its contract, and nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.drift import LEAST_ROWS, drift_of
from cbbd_spark.raw.manifest import Difference, Drift
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.record import Array, Field, Object, Scalar

NEW, GONE = Difference.NEW_FIELD, Difference.VANISHED_FIELD
CHANGED, VALUE = Difference.CHANGED_TYPE, Difference.NEW_VALUE
BOX = Object((Field("minutes", Scalar.INTEGER), Field("3pt", Scalar.INTEGER)))
RECORD = Object(
    (
        Field("id", Scalar.INTEGER),
        Field("status", Scalar.STRING, ("final", "postponed")),
        Field("version", Scalar.INTEGER, ("1", "2")),
        Field("venue", Object((Field("city", Scalar.STRING), Field("kind", Scalar.STRING, ("arena",))))),
        Field("players", Array(BOX)),
        Field("never", Scalar.STRING, is_sent=False),
    )
)
WHOLE: dict[str, Any] = {
    "id": 1,
    "status": "final",
    "version": 1,
    "venue": {"city": "Durham", "kind": "arena"},
    "players": [{"minutes": 3, "3pt": 1}],
}


def drift(records: list[Any], record: Object = RECORD) -> list[Drift]:
    return drift_of(Conformity(record), (json.dumps(one, separators=(",", ":")).encode() for one in records))


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def test_an_answer_as_the_contract_says_has_none() -> None:
    nulls = dict.fromkeys(WHOLE)
    assert drift([WHOLE, *[nulls] * 30]) == []


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (WHOLE | {"new": "x"}, Drift(NEW, "new", 'string "x"', 1)),
        (WHOLE | {"new": None}, Drift(NEW, "new", "null", 1)),
        (WHOLE | {"new": {"a": [1.5]}}, Drift(NEW, "new", 'object {"a":[1.5]}', 1)),
        (WHOLE | {"a b": 1}, Drift(NEW, '["a b"]', "integer 1", 1)),
        (WHOLE | {"id": "12"}, Drift(CHANGED, "id", 'string "12"', 1)),
        (WHOLE | {"id": 2**63}, Drift(CHANGED, "id", f"integer {2**63}", 1)),
        (WHOLE | {"id": 10.5}, Drift(CHANGED, "id", "number 10.5", 1)),
        (WHOLE | {"id": 10.0}, Drift(CHANGED, "id", "number 10.0", 1)),
        (WHOLE | {"venue": {"city": 7, "kind": "arena"}}, Drift(CHANGED, "venue.city", "integer 7", 1)),
        (WHOLE | {"players": [{"minutes": True, "3pt": 1}]}, Drift(CHANGED, "players[].minutes", "boolean true", 1)),
        (WHOLE | {"players": [{"minutes": 1, "3pt": 1, "new": []}]}, Drift(NEW, "players[].new", "array []", 1)),
        (WHOLE | {"status": "suspended"}, Drift(VALUE, "status", "suspended", 1)),
        (WHOLE | {"status": ""}, Drift(VALUE, "status", "", 1)),
        (WHOLE | {"version": 3}, Drift(VALUE, "version", "3", 1)),
        (WHOLE | {"venue": {"city": "A", "kind": "gym"}}, Drift(VALUE, "venue.kind", "gym", 1)),
        ([1, 2], Drift(CHANGED, "_record", "array [1,2]", 1)),
    ],
)
def test_what_is_new_or_changed_is_named_with_its_path_and_an_example(record: Any, found: Drift) -> None:
    assert drift([WHOLE, record, WHOLE]) == [found]


def test_a_record_can_have_several_differences_and_rows_counts_the_records() -> None:
    odd = WHOLE | {"new": 1, "status": "x", "players": [{"minutes": "1"}, {"minutes": "1"}]}
    assert drift([WHOLE, odd, odd]) == [
        Drift(CHANGED, "players[].minutes", 'string "1"', 2),
        Drift(NEW, "new", "integer 1", 2),
        Drift(VALUE, "status", "x", 2),
    ]


def test_an_example_is_short() -> None:
    (found,) = drift([WHOLE | {"new": "x" * 1000}])
    assert len(found.seen) == 80


def test_many_differences_end_in_a_hundred() -> None:
    """An object with ids for keys has as many new fields as there are ids."""
    assert len(drift([WHOLE | {f"key{number}": 1} for number in range(300)])) == 100


def test_a_declared_field_that_no_record_has_has_vanished() -> None:
    assert drift([without(WHOLE, "status", "venue")] * LEAST_ROWS) == [
        Drift(GONE, "status", "", LEAST_ROWS),
        Drift(GONE, "venue", "", LEAST_ROWS),
    ]


def test_a_field_of_nested_objects_can_vanish() -> None:
    record = WHOLE | {"players": [{"minutes": 1}, {"minutes": 2}], "venue": {"city": "A"}}
    assert drift([record] * LEAST_ROWS) == [
        Drift(GONE, "venue.kind", "", LEAST_ROWS),
        Drift(GONE, "players[].3pt", "", 2 * LEAST_ROWS),
    ]


@pytest.mark.parametrize(
    "records",
    [
        [without(WHOLE, "status")] * (LEAST_ROWS - 1),
        [without(WHOLE, "status")] * 50 + [WHOLE],
        [without(WHOLE, "status")] * 50 + [WHOLE | {"status": None}],
        [without(WHOLE, "status")] * 50 + [WHOLE | {"status": "final", "players": []}],
        [WHOLE | {"venue": None, "players": []}] * 50,
        [without(WHOLE, "never")] * 50,
    ],
    ids=["few records", "one has it", "one has null", "the last has it", "nothing to hold it", "never sent"],
)
def test_a_field_has_not_vanished_when(records: list[Any]) -> None:
    assert drift(records) == []


def test_a_renamed_field_is_new_and_has_vanished() -> None:
    renamed = without(WHOLE, "status") | {"gameStatus": "final"}
    assert drift([renamed] * 30) == [Drift(NEW, "gameStatus", 'string "final"', 30), Drift(GONE, "status", "", 30)]


@pytest.mark.parametrize("endpoint", sorted(endpoints()))
def test_what_the_wire_never_carries_is_not_missed(endpoint: str) -> None:
    """The contract marks it: `x-wire-absent`."""
    record = endpoints()[endpoint].record
    sent = {field.name: None for field in record.fields if field.is_sent}
    assert drift([sent] * 30, record) == []


def test_only_the_broadcasts_declare_what_never_comes() -> None:
    never = {
        (name, field.name)
        for name, endpoint in endpoints().items()
        for field in endpoint.record.fields
        if not field.is_sent
    }
    assert never == {("games_media", "tournament")}


@pytest.mark.parametrize("file", ["games", "games_teams", "games_players", "lines", "teams", "plays_types"])
def test_a_real_season_has_no_drift(shared_data: Path, file: str) -> None:
    lines = gzip.decompress((shared_data / "acc2017" / f"{file}.jsonl.gz").read_bytes()).splitlines()
    assert drift_of(Conformity(endpoints()[file].record), lines) == []

from __future__ import annotations

from msgspec.structs import replace

from cbbd_spark.raw.drift_history import Dated, Noticed, history, notice
from cbbd_spark.raw.manifest import Difference, Drift, Entry
from tests.raw.entries import entry

NEW, CHANGED, VALUE = Difference.NEW_FIELD, Difference.CHANGED_TYPE, Difference.NEW_VALUE
GONE, SHRUNK = Difference.VANISHED_FIELD, Difference.SHRUNK


def at(day: int, *drift: Drift) -> Entry:
    return replace(entry(day), fetched_at=f"2024-11-{day:02}T09:00:00.000Z", drift=list(drift))


def merged(*drifts: Drift) -> list[Noticed]:
    noticed: list[Noticed] = []
    for each in drifts:
        notice(noticed, each)
    return noticed


def test_a_difference_is_dated_by_the_first_and_the_last_answer_that_has_it() -> None:
    field = Drift(NEW, "capacity", "integer 9314", 3)
    entries = [at(9, field), at(7, replace(field, seen="integer 1")), at(8), at(10)]
    assert history("venues", entries) == [
        Dated(
            "venues",
            "2024-11-07T09:00:00.000Z",
            "2024-11-09T09:00:00.000Z",
            Noticed(NEW, "capacity", "integer 1", 2, 6),
        )
    ]


def test_differences_come_in_the_order_in_which_they_first_came() -> None:
    first, second = Drift(GONE, "city", "", 20), Drift(NEW, "town", 'string "A"', 20)
    assert [one.what.path for one in history("venues", [at(8, second), at(7, first)])] == ["city", "town"]


def test_answers_as_the_contract_says_have_no_history() -> None:
    assert history("venues", [at(7), at(8)]) == []


def test_another_example_of_a_type_is_the_same_difference_and_another_type_is_not() -> None:
    drifts = [Drift(CHANGED, "id", seen, 1) for seen in ('string "1"', 'string "2"', "number 1.5")]
    assert merged(*drifts) == [Noticed(CHANGED, "id", 'string "1"', 2, 2), Noticed(CHANGED, "id", "number 1.5", 1, 1)]


def test_another_value_is_another_difference_also_when_it_begins_alike() -> None:
    drifts = [Drift(VALUE, "status", seen, 1) for seen in ("in play", "in doubt", "in play")]
    assert [(one.seen, one.answers) for one in merged(*drifts)] == [("in play", 2), ("in doubt", 1)]


def test_shrunken_answers_count_together() -> None:
    drifts = [Drift(SHRUNK, "", seen, rows) for seen, rows in (("3 of 100 records", 3), ("0 of 50 records", 0))]
    assert merged(*drifts) == [Noticed(SHRUNK, "", "3 of 100 records", 2, 3)]


def test_in_words_a_difference_says_what_where_and_how() -> None:
    assert str(Noticed(CHANGED, "players[].id", 'string "1"')) == 'changed type players[].id (string "1")'
    assert str(Noticed(GONE, "city", "")) == "vanished field city"
    assert str(Noticed(SHRUNK, "", "3 of 100 records")) == "shrunk (3 of 100 records)"

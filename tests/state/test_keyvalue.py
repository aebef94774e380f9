"""What every state promises."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.state.keyvalue import Guard, Item, KeyValue
from cbbd_spark.state.sqlite import SqliteKeyValue


def test_a_value_is_read_back_with_a_version_that_grows(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    assert state.get("p", "a") is None
    state.put("p", {"a": b"1"})
    assert state.get("p", "a") == Item(b"1", 1)
    state.put("p", {"a": b"2"})
    assert state.get("p", "a") == Item(b"2", 2)


def test_values_outlive_their_connection(connect: Callable[[], KeyValue]) -> None:
    first = connect()
    first.put("p", {"a": b"1", "b": b"2"})
    first.close()
    assert connect().query("p") == {"a": b"1", "b": b"2"}


def test_a_query_holds_one_partition_in_the_order_of_its_keys(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    state.put("p", {"b": b"2", "a": b"1"})
    state.put("pp", {"c": b"3"})
    assert list(state.query("p").items()) == [("a", b"1"), ("b", b"2")]
    assert state.query("none") == {}


def test_a_conditional_write_needs_the_version_that_was_read(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    assert state.put_if("p", "a", b"1", 0) is True
    assert state.put_if("p", "a", b"x", 0) is False
    assert state.put_if("p", "a", b"2", 1) is True
    assert state.put_if("p", "a", b"x", 1) is False
    assert state.put_if("p", "other", b"x", 3) is False
    assert state.get("p", "a") == Item(b"2", 2)


def test_of_many_conditional_writers_one_wins(connect: Callable[[], KeyValue]) -> None:
    states = [connect() for _ in range(6)]
    barrier = threading.Barrier(len(states))
    won: list[int] = []

    def write(number: int) -> None:
        barrier.wait()
        if states[number].put_if("p", "a", str(number).encode(), 0):
            won.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(states))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [str(number).encode() for number in won] == [states[0].query("p")["a"]]


def test_writers_in_several_connections_lose_nothing(connect: Callable[[], KeyValue]) -> None:
    states = [connect() for _ in range(4)]

    def write(number: int) -> None:
        for count in range(10):
            states[number].put("p", {f"{number}-{count}": b"x"})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(states))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(states[0].query("p")) == 40


def test_a_guarded_write_needs_the_version_of_its_guard(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    state.put("guards", {"lease": b"one"})
    assert state.put("p", {"a": b"1"}, only_if=Guard("guards", "lease", 1)) is True
    state.put("guards", {"lease": b"two"})
    assert state.put("p", {"a": b"2", "b": b"2"}, only_if=Guard("guards", "lease", 1)) is False
    assert state.query("p") == {"a": b"1"}


def test_a_guard_that_is_nowhere_lets_nothing_through(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    assert state.put("p", {"a": b"1"}, only_if=Guard("guards", "lease", 1)) is False
    assert state.query("p") == {}


def test_more_values_than_one_transaction_takes_are_all_written(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    state.put("guards", {"lease": b"one"})
    values = {f"{number:04d}": bytes([number]) for number in range(120)}
    assert state.put("p", values, only_if=Guard("guards", "lease", 1)) is True
    assert state.query("p") == values


def test_more_bytes_than_one_answer_takes_are_all_read(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    values = {str(number): bytes([number]) * 300_000 for number in range(5)}
    state.put("p", values)
    assert state.query("p") == values


def test_nothing_is_written_when_there_is_nothing_to_write(connect: Callable[[], KeyValue]) -> None:
    state = connect()
    state.put("p", {})
    assert state.query("p") == {}


def test_a_damaged_file_is_said_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(ConfigurationError, match="delete it"):
        SqliteKeyValue(tmp_path / "state.db")

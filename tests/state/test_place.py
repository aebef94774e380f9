from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from cbbd_spark.settings import State, load
from cbbd_spark.state.dynamodb import DynamoKeyValue
from cbbd_spark.state.place import open_state, view_state
from cbbd_spark.state.sqlite import SqliteKeyValue


def test_the_state_is_the_file_of_the_lake_or_the_table_that_is_named(table: str, tmp_path: Path) -> None:
    local = load(environment={"CBBD_LAKE": str(tmp_path)})
    state = open_state(local)
    assert isinstance(state, SqliteKeyValue)
    assert local.lake.state_file.exists()
    state.close()
    on_aws = replace(local, state=State(table))
    assert isinstance(open_state(on_aws), DynamoKeyValue)
    assert view_state(on_aws).query("p") == {}


def test_a_look_at_a_state_that_is_not_there_makes_none(tmp_path: Path) -> None:
    settings = load(environment={"CBBD_LAKE": str(tmp_path / "lake")})
    state = view_state(settings)
    assert state.query("p") == {}
    state.close()
    assert not (tmp_path / "lake").exists()


def test_a_look_sees_what_was_written(tmp_path: Path) -> None:
    settings = load(environment={"CBBD_LAKE": str(tmp_path)})
    state = open_state(settings)
    state.put("p", {"a": b"1"})
    look = view_state(settings)
    assert look.query("p") == {"a": b"1"}
    look.close()
    state.close()

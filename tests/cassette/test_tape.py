"""The folder of a cassette."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import cbbd_spark
from cbbd_spark.cassette.tape import Tape, open_tape
from cbbd_spark.errors import ConfigurationError
from tests.cassette.taking import answer

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://api.example"
REPOSITORY = Path(cbbd_spark.__file__).parents[1]


def opened(place: Path | None, **others: object) -> Tape:
    options = {"season": 2025, "base_url": URL, "now": NOW} | others
    return open_tape(place, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("inside", [".", "cassettes", "tests/cassette/../new"])
def test_a_folder_inside_of_the_repository_is_refused(inside: str) -> None:
    with pytest.raises(ConfigurationError, match="--into"):
        opened(REPOSITORY / inside)


def test_a_link_into_the_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(REPOSITORY)
    with pytest.raises(ConfigurationError, match="--into"):
        opened(tmp_path / "link" / "cassettes")


def test_without_a_folder_it_is_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert opened(None).folder.is_relative_to(tmp_path / "cbbd-spark" / "cassettes" / "2025")


def test_the_newest_cassette_of_the_season_is_opened(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.keep(answer("venues", [1]), b"[1]")
    second = opened(tmp_path, now=NOW.replace(month=12), again=True)
    second.keep(answer("venues", [2]), b"[2]")
    assert opened(tmp_path).answers["venues"].records == [2]
    assert opened(tmp_path, season=2024).answers == {}


def test_a_cassette_of_another_server_is_not_gone_on_with(tmp_path: Path) -> None:
    opened(tmp_path).keep(answer("venues", [1]), b"[1]")
    with pytest.raises(ConfigurationError, match=r"api\.example.*127\.0\.0\.1.*--again"):
        opened(tmp_path, base_url="http://127.0.0.1:1")


@pytest.mark.parametrize("damage", ["index.json", "answers/venues.gz"])
def test_a_damaged_cassette_is_said(tmp_path: Path, damage: str) -> None:
    tape = opened(tmp_path)
    tape.keep(answer("venues", [1]), b"[1]")
    (tape.folder / damage).write_bytes(b"\x1f\x8b\x08nonsense")
    with pytest.raises(ConfigurationError, match=r"cannot be read.*--again"):
        opened(tmp_path)


def test_an_answer_that_came_again_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    tape = opened(tmp_path)
    tape.keep(answer("venues", {}, status=503), b"{}")
    tape.keep(answer("venues", [1]), b"[1]")
    assert [one.take.status for one in opened(tmp_path).answers.values()] == [200]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "2025").write_text("a file")
    with pytest.raises(ConfigurationError, match=r"cannot write.*--into"):
        opened(tmp_path).keep(answer("venues", [1]), b"[1]")

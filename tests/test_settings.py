"""Settings: files under the environment, and errors that say where and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.settings import api_key, load


def _folder(tmp_path: Path, local: str) -> Path:
    base = (Path(__file__).parents[1] / "conf" / "base.yaml").read_text("utf-8")
    (tmp_path / "base.yaml").write_text(base, "utf-8")
    (tmp_path / "local.yaml").write_text(local, "utf-8")
    return tmp_path


def test_a_profile_overrides_single_keys_and_the_environment_overrides_both(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "api:\n  concurrency: 7\n  requests_per_second: 3\n")
    settings = load(folder=folder, environment={"CBBD_REQUESTS_PER_SECOND": "11", "CBBD_LAKE": str(tmp_path / "x")})
    assert (settings.api.concurrency, settings.api.requests_per_second) == (7, 11.0)
    assert settings.lake.root == tmp_path / "x"


def test_an_unknown_key_names_the_file_and_the_nearest_known_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"local\.yaml.*api\.concurency.*api\.concurrency"):
        load(folder=_folder(tmp_path, "api:\n  concurency: 7\n"), environment={})


@pytest.mark.parametrize("content", ["api: [", "- a list", "api: 7", "api:\n  concurrency: many\n"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(ConfigurationError, match=str(tmp_path)):
        load(folder=_folder(tmp_path, content), environment={})


@pytest.mark.parametrize("value", ["0", "-1", ".nan", ".inf"])
@pytest.mark.parametrize(
    "key",
    [
        *("requests_per_second", "concurrency", "connect_timeout_seconds", "read_timeout_seconds", "deadline_seconds"),
        *("max_attempts", "max_body_megabytes"),
    ],
)
def test_a_number_with_which_nothing_could_be_asked_is_refused(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{tmp_path}.*api\.{key}"):
        load(folder=_folder(tmp_path, f"api:\n  {key}: {value}\n"), environment={})


@pytest.mark.parametrize("key", ["settle_days", "open_answer_hours", "known_empty_days", "refused_hours"])
def test_an_age_below_none_or_beyond_all_times_is_refused(tmp_path: Path, key: str) -> None:
    for value in ("-1", "1e9"):
        with pytest.raises(ConfigurationError, match=key):
            load(folder=_folder(tmp_path, f"api:\n  {key}: {value}\n"), environment={})
    load(folder=_folder(tmp_path, f"api:\n  {key}: 0\n"), environment={})


CONF = Path(__file__).parents[1] / "conf"


def test_without_a_word_everything_lies_in_the_folder_of_the_lake(tmp_path: Path) -> None:
    settings = load(folder=CONF, environment={"CBBD_LAKE": str(tmp_path)})
    assert settings.raw_place == str(tmp_path / "raw")
    assert settings.dead_letter_place == str(tmp_path / "deadletter")
    assert settings.state.table == ""


def test_the_environment_chooses_the_profile_and_names_the_places(tmp_path: Path) -> None:
    environment = {"CBBD_PROFILE": "aws", "CBBD_RAW_URI": "s3://bucket/cbbd/raw/"}
    settings = load(folder=CONF, environment=environment)
    assert settings.raw_place == "s3://bucket/cbbd/raw"
    assert settings.dead_letter_place == "s3://bucket/cbbd/deadletter"
    assert settings.state.table == "cbbd_checkpoints"
    other = load(folder=CONF, environment={**environment, "CBBD_CHECKPOINT_TABLE": "others"})
    assert other.state.table == "others"


def test_the_profile_of_aws_asks_for_the_place_that_nobody_can_guess() -> None:
    with pytest.raises(ConfigurationError, match=r"s3://bucket/prefix.*CBBD_RAW_URI.*raw"):
        load("aws", folder=CONF, environment={})


@pytest.mark.parametrize(
    "uri", ["s3://bucket", "s3://bucket/", "s3:///prefix", "bucket/prefix", "s3a://bucket/raw", " "]
)
def test_a_place_for_raw_that_cannot_be_is_refused(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="CBBD_RAW_URI"):
        load(folder=CONF, environment={"CBBD_RAW_URI": uri})


def test_a_profile_that_does_not_exist_names_its_variable() -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml.*CBBD_PROFILE"):
        load(folder=CONF, environment={"CBBD_PROFILE": "nowhere"})


def test_the_key_comes_from_either_variable_and_blanks_are_none() -> None:
    assert api_key({"CBBD_API_KEY": " a "}) == "a"
    assert api_key({"CBBD_API_KEY": " ", "BEARER_TOKEN": "b"}) == "b"
    with pytest.raises(ConfigurationError, match="CBBD_API_KEY"):
        api_key({})

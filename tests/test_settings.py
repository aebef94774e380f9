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


def test_the_key_comes_from_either_variable_and_blanks_are_none() -> None:
    assert api_key({"CBBD_API_KEY": " a "}) == "a"
    assert api_key({"CBBD_API_KEY": " ", "BEARER_TOKEN": "b"}) == "b"
    with pytest.raises(ConfigurationError, match="CBBD_API_KEY"):
        api_key({})

"""Words of the command line, and which steps they mean."""

from __future__ import annotations

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.order import parse_seasons
from cbbd_spark.pipeline.steps import all_steps, chosen


def test_seasons_are_single_listed_or_a_range() -> None:
    assert parse_seasons(["2023-2025"]) == (2023, 2024, 2025)
    assert parse_seasons(["2025,2023", "2023"]) == (2023, 2025)
    assert parse_seasons([]) == ()


@pytest.mark.parametrize("word", ["", "last", "20244", "1890", "2025-2023", "2025-", "-2025", "2025.0"])
def test_what_is_no_season_is_refused_and_named(word: str) -> None:
    with pytest.raises(ConfigurationError, match="no season"):
        parse_seasons([word])


def test_upstream_comes_before_what_depends_on_it() -> None:
    seen: set[str] = set()
    for step in all_steps().values():
        assert set(step.upstream) <= seen
        seen.add(step.name)


def test_one_table_can_be_had_with_what_it_is_made_of() -> None:
    names = [step.name for step in chosen(["silver.fct_games"], with_upstream=True)]
    assert names == ["ingest", "bronze.games", "silver.fct_games"]
    assert [step.name for step in chosen(["silver.fct_games"])] == ["silver.fct_games"]


def test_from_a_layer_means_that_layer_and_what_follows() -> None:
    layers = {step.layer for step in chosen(start="silver")}
    assert layers == {"silver", "gold"}


@pytest.mark.parametrize("word", ["silver.games", "platinum", "gold.fct_games"])
def test_a_step_that_does_not_exist_is_refused(word: str) -> None:
    with pytest.raises(ConfigurationError, match="did you mean"):
        chosen([word])

"""The past is built beside the lake and never over it, nor over another past."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.pipeline import provenance
from cbbd_spark.pipeline.replay_target import note_of, target_of
from cbbd_spark.pipeline.run import Plan, run
from cbbd_spark.settings import Settings, load

DAY = "2025-03-01"
SELECTION = Selection(before=datetime(2025, 3, 2, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    lake = tmp_path / "lake"
    (lake / "raw").mkdir(parents=True)
    return load(environment={"CBBD_LAKE": str(lake), "CBBD_CHECKPOINT_TABLE": "of-the-lake"})


def test_it_lies_in_the_lakes_replays_with_tables_and_state_of_its_own(settings: Settings) -> None:
    target = target_of(settings, DAY, SELECTION, None)
    assert target.lake.root == settings.lake.root / "replays" / DAY
    assert target.lake.catalog_file != settings.lake.catalog_file
    assert target.state.table == ""


def test_seasons_are_part_of_its_name(settings: Settings) -> None:
    some = Selection((2025, 2024), SELECTION.before)
    assert target_of(settings, DAY, some, None).lake.root.name == "2025-03-01_2024_2025"


def test_the_same_replay_may_go_on_where_it_was_ended(settings: Settings) -> None:
    target = target_of(settings, DAY, SELECTION, None)
    provenance.remember(target, note_of(settings, SELECTION))
    assert target_of(settings, DAY, SELECTION, None) == target


def test_another_past_is_refused(settings: Settings, tmp_path: Path) -> None:
    into = tmp_path / "past"
    provenance.remember(target_of(settings, DAY, SELECTION, into), note_of(settings, SELECTION))
    other = Selection(before=datetime(2025, 4, 1, tzinfo=UTC))
    with pytest.raises(ConfigurationError, match="--into"):
        target_of(settings, "2025-03-31", other, into)


def test_the_lake_itself_and_any_other_folder_with_something_in_it_are_refused(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine", "utf-8")
    for into in (settings.lake.root, tmp_path / "other"):
        with pytest.raises(ConfigurationError, match="--into"):
            target_of(settings, DAY, SELECTION, into)


def test_nothing_later_comes_into_a_past(settings: Settings) -> None:
    target = target_of(settings, DAY, SELECTION, None)
    provenance.remember(target, note_of(settings, SELECTION))
    with pytest.raises(ConfigurationError, match="replay of"):
        provenance.insist(target)
    with pytest.raises(ConfigurationError, match="replay of"):
        run(target, Plan((), None), print)

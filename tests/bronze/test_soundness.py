"""Stored answers are judged by their checksums, and harm done to one is no harm to the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.errors import PySparkException

from cbbd_spark.bronze.place import Numbered
from cbbd_spark.bronze.soundness import judged, not_outdated, on_sound
from cbbd_spark.raw.manifest import Entry
from tests.bronze.landing import Raw, endpoint_like, game

EARLY, LATE = "2025-01-10T00:00:00.000Z", "2025-01-11T00:00:00.000Z"


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    return Raw(tmp_path, endpoint_like("games"))


@pytest.mark.parametrize("harm", [Raw.flip, Raw.cut, Raw.remove], ids=["flipped", "cut", "gone"])
def test_whatever_happened_to_an_object_is_seen(raw: Raw, harm: Callable[[Raw, Entry], bytes]) -> None:
    good, bad = raw.land([game(1)], season=2024), raw.land([game(2)], season=2025)
    harm(raw, bad)
    sound, damaged = judged(raw.store, [(1, good), (2, bad)])
    assert sound == [(1, good)]
    assert [(each.number, each.entry) for each in damaged] == [(2, bad)]
    assert bad.object in str(damaged[0])
    assert "season=2025" in str(damaged[0])


def test_an_answer_is_wanted_until_a_newer_one_to_its_request_is_sound(raw: Raw) -> None:
    old, new = raw.land([game(1)], EARLY, season=2025), raw.land([game(2)], LATE, season=2025)
    other = raw.land([game(3)], LATE, season=2024)
    raw.flip(old)
    _, damaged = judged(raw.store, [(1, old)])
    assert not_outdated(damaged, [(3, other)]) == damaged
    assert not_outdated(damaged, [(2, new)]) == []


def test_the_newest_answer_is_wanted_though_older_ones_are_sound(raw: Raw) -> None:
    old, new = raw.land([game(1)], EARLY, season=2025), raw.land([game(2)], LATE, season=2025)
    raw.flip(new)
    _, damaged = judged(raw.store, [(2, new)])
    assert not_outdated(damaged, [(1, old)]) == damaged


def test_an_error_that_no_object_is_to_blame_for_is_raised(raw: Raw) -> None:
    good = raw.land([game(1)], season=2025)

    def fail(_: list[Numbered]) -> None:
        raise PySparkException("out of memory")

    with pytest.raises(PySparkException, match="memory"):
        on_sound(raw.store, [(1, good)], fail)

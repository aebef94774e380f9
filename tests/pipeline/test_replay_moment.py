"""A day ends at midnight UTC, an instant is itself, and what is still to come is no past."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.pipeline.replay_moment import instant_of

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2025-03-01", "2025-03-02T00:00:00+00:00"),
        ("2025-03-09", "2025-03-10T00:00:00+00:00"),
        ("2025-03-01T18:00:00Z", "2025-03-01T18:00:00+00:00"),
        ("2025-03-01T18:00:00.250+02:00", "2025-03-01T16:00:00.250000+00:00"),
        ("2025-03-10T12:00:00Z", "2025-03-10T12:00:00+00:00"),
    ],
)
def test_a_day_is_its_end_and_an_instant_itself(words: str, instant: str) -> None:
    assert instant_of(words, NOW).isoformat() == instant


@pytest.mark.parametrize("words", ["2025-03-10", "2025-03-11", "2025-03-10T12:00:01Z", "2099-01-01"])
def test_a_moment_that_is_not_over_is_refused(words: str) -> None:
    with pytest.raises(ConfigurationError, match="still to come"):
        instant_of(words, NOW)


@pytest.mark.parametrize("words", ["", "yesterday", "2025-02-30", "2025-03", "2025-03-01T18:00:00", "2025-03-01T25Z"])
def test_what_is_no_moment_is_told_how_to_write_one(words: str) -> None:
    with pytest.raises(ConfigurationError, match="2025-03-01T18:00:00Z"):
        instant_of(words, NOW)

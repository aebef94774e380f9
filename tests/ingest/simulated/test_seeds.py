"""Whatever a seed brings, in the end all is there, nothing twice, and no call was made for nothing.

`make test-schedules` tries thousands of others.
"""

from __future__ import annotations

import pytest

from tests.ingest.simulated.story import live_through

TOGETHER = 20


@pytest.mark.parametrize("first", range(0, 300, TOGETHER))
def test_nothing_is_lost_or_doubled_from_this_seed_on(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        live_through(seed)

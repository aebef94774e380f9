"""What cannot be asked is refused before the first call, and before anything is made on the disk."""

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.errors import ConfigurationError, ExitCode
from cbbd_spark.ingest.harvest import harvest
from cbbd_spark.ingest.order import Mode, Order, parse_seasons
from cbbd_spark.ingest.source import known
from cbbd_spark.settings import Settings
from tests.ingest.harvesting import CANARY
from tests.ingest.misbehaving import FaultServer

GOOD = list(range(2010, 2025))

BAD: dict[str, dict[str, Any]] = {
    "a season long before basketball": {"seasons": [1890]},
    "one bad season among good ones": {"seasons": [*GOOD, 1890]},
    "a thousand seasons": {"seasons": list(range(1000, 2000)), "endpoints": [*known()]},
    "a season that is years away": {"seasons": [2099]},
    "a season in letters": {"seasons": ["2024"]},
    "a season that is half": {"seasons": [2024.5]},
    "a season that is a yes": {"seasons": [True]},
    "an endpoint that nobody knows": {"endpoints": ["gamez"]},
    "one bad endpoint among all the good ones": {"endpoints": [*known(), "gamez"]},
    "an endpoint by its path": {"endpoints": ["/games"]},
    "an endpoint without a name": {"endpoints": [""]},
    "a season of the day by hand": {"seasons": [2024], "mode": Mode.INCREMENTAL},
    "a budget below nothing": {"budget": -1},
}


@pytest.mark.parametrize("name", BAD)
async def test_it_is_refused_before_the_first_call(server: FaultServer, settings: Settings, name: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        await harvest(settings, CANARY, Order(**BAD[name]), run_id="test")
    assert refused.value.exit_code == ExitCode.CONFIGURATION
    assert server.calls == []
    assert not settings.lake.root.exists()


@pytest.mark.parametrize("words", ["1890", "20245", "2024-2023", "2010-1890", "twenty", "2024-", "-1", ""])
def test_words_that_are_no_seasons_are_refused(words: str) -> None:
    with pytest.raises(ConfigurationError, match="no season"):
        parse_seasons([words])

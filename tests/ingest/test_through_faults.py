"""A backfill through a source of which a fifth of the calls fail, in every way in which a call can fail."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cbbd_spark.errors import QuotaExhausted
from cbbd_spark.settings import Settings
from cbbd_spark.simulator import faults
from cbbd_spark.simulator.server import REQUEST_LOG, create_app, serve_in_thread
from cbbd_spark.sources import endpoints
from tests.ingest.harvesting import entries, landed, run, settings_for
from tests.ingest.league import SEASON, dataset, held

PLANNED = [name for name, endpoint in endpoints().items() if endpoint.is_planned]
AFTER = datetime(2026, 6, 30, 12, tzinfo=UTC)  # half a day before a month turns, and the quota with it
# Each with its share of all calls; what is only slow is tried elsewhere, because it would take its time here.
WAYS: list[dict[str, object]] = [
    {"fault": "5xx", "status": 500},
    {"fault": "5xx", "status": 502, "message": "Bad Gateway"},
    {"fault": "5xx", "status": 503},
    {"fault": "429_concurrent", "retry_after": 0},
    {"fault": "429_concurrent", "retry_after": "soon"},
    {"fault": "cut_body", "how": "length"},
    {"fault": "cut_body", "how": "chunked"},
    {"fault": "cut_body", "how": "reset"},
    {"fault": "cut_gzip"},
    {"fault": "wrong_gzip", "how": "plain"},
    {"fault": "wrong_gzip", "how": "flipped_bit"},
    {"fault": "html"},
    {"fault": "empty_body"},
    {"fault": "nan"},
    {"fault": "invalid_utf8"},
    {"fault": "bom"},
]
RATE = 0.2


async def backfill(settings: Settings) -> int:
    """Runs half a day apart until nothing is left to ask; counts the calls."""
    calls, now = 0, AFTER
    for _ in range(10):
        try:
            report = await run(settings, None, [SEASON], now=lambda at=now: at)
            if not report.calls:
                return calls
        except QuotaExhausted as quota:
            report = quota.report  # type: ignore[assignment]
        now += timedelta(hours=13)
        calls += report.calls
    pytest.fail("it never came to an end")


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_is_held_in_the_end_is_what_the_source_holds_and_few_calls_more_were_made(
    seed: int, tmp_path: Path
) -> None:
    rules = [{**way, "rate": RATE / len(WAYS)} for way in WAYS]
    rules.append({"fault": "429_quota", "endpoint": "lineups_team", "times": 1})
    app = create_app(dataset(), faults=faults.parse({"seed": seed, "rules": rules}))
    with serve_in_thread(app) as url:
        calls = await backfill(settings_for(url, tmp_path / "lake", max_attempts=8))
    settings = settings_for(url, tmp_path / "lake")
    for endpoint in PLANNED:
        assert set(landed(settings, endpoint)) == held(endpoint), endpoint
    named = [entry.object for endpoint in PLANNED for entry in entries(settings, endpoint)]
    assert len(named) == len(set(named))
    struck = [call for call in app[REQUEST_LOG] if call.faults]
    assert len(struck) >= 0.1 * calls
    clean = len({(call.path, tuple(sorted(call.query.items()))) for call in app[REQUEST_LOG]})
    assert calls <= 1.4 * clean, Counter(fault for call in struck for fault in call.faults)

"""429 with every kind of Retry-After, through a whole run: by when each call was made, nobody calls in between."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from cbbd_spark.ingest import asker
from cbbd_spark.ingest.persist import LONGEST_RETRY_AFTER
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.throttle import Throttle
from tests.ingest.scripted import Scripted, reply
from tests.ingest.virtual import START, VirtualLoop

SEASONS = [2022, 2023, 2024]  # 24 windows of games, eight workers
SLOWER = b'{"message":"Too many concurrent requests for this endpoint."}'
STRUCK = 5  # which call is throttled


def soon(seconds: float) -> str:
    return format_datetime(START + timedelta(seconds=seconds), usegmt=True)


# What the source says, and for how long nobody may call.
ASKED: dict[str, tuple[str | None, float]] = {
    "seconds": ("7", 7),
    "none at all": ("0", 0),
    "a date": (soon(20), 19),  # a date has no fractions, and some tenths have gone by
    "a date that has gone by": (soon(-3600), 0),
    "a billion seconds": ("1000000000", LONGEST_RETRY_AFTER),
    "the year 9999": ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER),
    "more digits than a number has": ("9" * 400, 1),
    "a word": ("soon", 1),
    "less than nothing": ("-5", 1),
    "nothing": (None, 1),
}


def throttling_once(asked: str | None, folder: Path) -> Scripted:
    def script(_: Request, number: int) -> Reply:
        if number != STRUCK:
            return reply()
        return reply(429, SLOWER, **({} if asked is None else {"retry_after": asked}))

    return Scripted(folder, script)


def lull(at: list[float]) -> float:
    """Seconds without a call after the one that was throttled."""
    return min(moment for moment in at if moment > at[STRUCK]) - at[STRUCK]


@pytest.mark.parametrize("name", ASKED)
def test_nobody_calls_until_the_source_s_own_wait_is_over(name: str, tmp_path: Path) -> None:
    asked, seconds = ASKED[name]
    source = throttling_once(asked, tmp_path)
    report = source.harvest(["games"], SEASONS)
    assert (report.calls, report.total("empty"), report.set_aside) == (25, 24, 0)
    assert max(Counter(source.asked).values()) == 2, "the one that was throttled is asked again, and no other"
    assert seconds <= lull(source.at) <= seconds + 1.2
    after = [moment for moment in source.at if moment > source.at[STRUCK]]
    assert after[5] - after[0] >= 0.4, "ten a second, also when the wait is over"


def test_without_the_common_pause_the_others_go_on_calling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Throttle, "pause", lambda *_: None)
    source = throttling_once("7", tmp_path)
    source.harvest(["games"], SEASONS)
    assert lull(source.at) < 1


def test_without_a_bound_a_day_is_waited_for_that_the_source_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asker, "LONGEST_RETRY_AFTER", 1e12)
    source = throttling_once("86400", tmp_path)
    source.harvest(["games"], SEASONS)
    assert source.at[-1] >= 86400


def test_a_single_try_is_left_over_however_often_the_source_says_slower(tmp_path: Path) -> None:
    """Throttling is no fault of the request: with one try in all it still gets its answer."""
    source = Scripted(
        tmp_path, lambda _, n: reply(429, SLOWER, retry_after="2") if n < 8 else reply(), {"max_attempts": 1}
    )
    report = source.harvest(["venues"])
    assert (report.total("empty"), report.calls, report.set_aside) == (1, 9, 0)


def test_waiting_for_the_source_is_not_taken_from_the_time_of_a_call(tmp_path: Path) -> None:
    """Two long pauses use up the deadline of those who wait in the queue: each is asked all the same."""
    source = Scripted(tmp_path, lambda _, n: reply(429, SLOWER, retry_after="999") if n in (0, 3) else reply())
    report = source.harvest(["games", "venues"], SEASONS)
    assert report.total("asked") == report.total("empty") + report.set_aside == 25
    assert source.at[-1] > 600
    assert report.set_aside <= 2, "only what was throttled itself can run out of time"


@pytest.mark.parametrize("hours", [-24, -1, 0, 1, 24])
def test_a_date_is_measured_by_the_source_s_clock_and_not_by_ours(hours: int, tmp_path: Path) -> None:
    skew = timedelta(hours=hours)
    asked = {"retry_after": soon(30), "date": soon(0)}
    source = Scripted(tmp_path, lambda _, n: reply(429, SLOWER, **asked) if n == STRUCK else reply())
    source.wall = lambda loop: VirtualLoop.wall(loop) + skew
    source.harvest(["games"], SEASONS)
    assert 30 <= lull(source.at) <= 31.2


def test_without_the_reply_s_date_an_hour_of_skew_is_an_hour_of_waiting_or_none(tmp_path: Path) -> None:
    def lull_with(hours: int) -> float:
        source = throttling_once(soon(30), tmp_path / str(hours))
        source.wall = lambda loop: VirtualLoop.wall(loop) + timedelta(hours=hours)
        source.harvest(["games"], SEASONS)
        return lull(source.at)

    assert lull_with(1) < 1
    assert lull_with(-1) >= LONGEST_RETRY_AFTER

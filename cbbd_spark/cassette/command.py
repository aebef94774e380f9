"""`make cassette`: records, compares, reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from cbbd_spark.cassette.compare import compare
from cbbd_spark.cassette.plan import MOST_CALLS, PLAN
from cbbd_spark.cassette.recorder import Recorder, Recording
from cbbd_spark.cassette.report import Report, markdown, show
from cbbd_spark.cassette.simulated import StandIn, stand_in, tier_of
from cbbd_spark.cassette.tape import Tape, open_tape
from cbbd_spark.errors import ConfigurationError, ExitCode
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.settings import Settings, api_key
from cbbd_spark.simulator.league.clubs import FIRST_SEASON

_SEASON_ENDS = 7  # in July games and draft are over


def run_cassette(
    console: Console,
    settings: Settings,
    *,
    season: int | None = None,
    into: Path | None = None,
    budget: int = MOST_CALLS,
    again: bool = False,
    key: str | None = None,
    simulator: Callable[[int], StandIn] = stand_in,
) -> ExitCode:
    """Makes the calls that the cassette lacks, at most `budget`, and says how the API differs.

    DONE when nothing differs, SET_ASIDE when something does. A Stop (key, quota, source down) is raised when the
    report of what was recorded before it has been written.
    """
    if not 0 <= budget <= MOST_CALLS:
        raise ConfigurationError(f"--budget {budget}: a run makes 0 to {MOST_CALLS} calls")
    now = datetime.now(UTC)
    season = _season_that_is_over(season, now)
    tape = open_tape(into, season=season, base_url=settings.api.base_url, now=now, again=again)
    recording = _record(settings, tape, budget, key)
    differs = bool(recording.failed)
    if tape.answers:
        console.print("comparing with the contract and with the simulator ...")
        report = _compared(settings, tape, recording, simulator(season))
        show(console, report)
        folder = tape.report(markdown(report)).parent
        console.print(f"the answers and the report are in {folder}", soft_wrap=True, markup=False)
        differs |= bool(report.comparison.findings)
    if recording.stopped:
        raise recording.stopped
    return ExitCode.SET_ASIDE if differs else ExitCode.DONE


def _season_that_is_over(asked: int | None, now: datetime) -> int:
    last = now.year - (now.month < _SEASON_ENDS)
    if asked is not None and not FIRST_SEASON <= asked <= last:
        raise ConfigurationError(f"--season {asked}: {FIRST_SEASON} to {last} are over and can be compared")
    return asked or last


def _record(settings: Settings, tape: Tape, budget: int, key: str | None) -> Recording:
    if budget == 0:  # whoever was given a cassette needs no key to compare it
        return Recording(left=[step.name for step in PLAN if step.name not in tape.answers])
    secret = Secret(key or api_key())
    return Recorder(settings.api, secret, tape.season, tape.answers, tape.keep).record(PLAN, budget)


def _compared(settings: Settings, tape: Tape, recording: Recording, simulator: StandIn) -> Report:
    asked = [step for step in PLAN if step.name in tape.answers]
    tier = tier_of(tape.answers, asked)
    simulated = simulator.ask(asked, settings.api, tier)
    comparison = compare(asked, tape.answers, simulated, simulator, tape.season)
    return Report(tape.season, settings.api.base_url, tier, PLAN, tape.answers, recording, comparison)

"""`cbbd-spark replay`: tables out of raw alone, of today in their places or of the past in a lake of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.errors import ConfigurationError, ExitCode
from cbbd_spark.pipeline import inventory, provenance, show
from cbbd_spark.pipeline.replay_landed import Landed, landed
from cbbd_spark.pipeline.replay_moment import instant_of
from cbbd_spark.pipeline.replay_target import note_of, target_of
from cbbd_spark.pipeline.run import Plan, run
from cbbd_spark.pipeline.steps import chosen
from cbbd_spark.raw.layout import timestamp
from cbbd_spark.settings import Settings


@dataclass(frozen=True)
class Wish:
    """What is wanted: seasons (none = all), the moment if it is the past, and the folder for that past."""

    seasons: Sequence[int] = ()
    as_of: str | None = None
    into: Path | None = None

    def selection(self, now: datetime) -> Selection:
        before = instant_of(self.as_of, now) if self.as_of else None
        return Selection(tuple(self.seasons) or None, before)


def run_replay(console: Console, settings: Settings, wish: Wish, *, dry_run: bool = False) -> ExitCode:
    """Carries out a replay and prints it. ConfigurationError for words that mean nothing, or for nothing to replay."""
    if wish.into and not wish.as_of:
        raise ConfigurationError("--into says where the past is built, so it goes with --as-of")
    selection = wish.selection(datetime.now(UTC))
    found = landed(settings.raw_place, selection)
    target = target_of(settings, wish.as_of, selection, wish.into) if wish.as_of else settings
    steps = chosen(start="bronze")
    tables = [step for step in steps if step.layer != "bronze" or step.name.split(".")[1] in found.answers]
    _say(console, target, selection, found, len(tables), dry_run=dry_run)
    if dry_run:
        return ExitCode.DONE
    raw = None
    if wish.as_of:
        raw = settings.raw_place
        provenance.remember(target, note_of(settings, selection))
    plan = Plan(steps, tuple(wish.seasons) or None, selection, raw)
    report = run(target, plan, lambda result: show.step_line(console, result))
    inventory.show(console, target)
    show.closing(console, target, report)
    return report.exit_code


def _say(
    console: Console, target: Settings, selection: Selection, found: Landed, tables: int, *, dry_run: bool
) -> None:
    past = f" fetched before {timestamp(selection.before)}" if selection.before else ""
    seasons = f" of {', '.join(map(str, selection.seasons))}" if selection.seasons else ""
    what = f"{tables} tables in {target.lake.root} from {sum(found.answers.values()):,} answers{seasons}{past}"
    records = f"with {sum(found.records.values()):,} records"
    console.print(f"{'would build' if dry_run else 'building'} {what} {records}; no call is made", soft_wrap=True)
    if dry_run:
        for name, answers in found.answers.items():
            console.print(f"  {name:<36} {answers:>6,} answers {found.records[name]:>12,} records", soft_wrap=True)

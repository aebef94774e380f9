"""What a cassette shows: tables for the terminal, and the same in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cbbd_spark.cassette.answer import Answers
from cbbd_spark.cassette.compare import Comparison
from cbbd_spark.cassette.plan import Step
from cbbd_spark.cassette.recorder import Recording

_HOLDS = {True: "holds", False: "DOES NOT HOLD", None: "not decided"}
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Report:
    """Everything that there is to say of a cassette after a run."""

    season: int
    base_url: str
    tier: int
    steps: Sequence[Step]
    answers: Answers
    recording: Recording
    comparison: Comparison

    def summary(self) -> list[str]:
        """What was asked and what it cost, in sentences."""
        recording = self.recording
        count = len(self.comparison.findings)
        said = [
            _counted(count, "difference"),
            f"{len(self.answers)} of {len(self.steps)} answers are in the cassette; "
            f"{_counted(recording.calls, 'call')} made now",
        ]
        if recording.remaining:
            before, after = recording.remaining
            cost = _counted(before - after, "call")
            said.append(f"X-CallLimit-Remaining was {before} before and {after} after: it cost {cost}")
        said += [f"{step} failed: {why}" for step, why in recording.failed.items()]
        said += [f"{step} was not asked: no answer tells {fact}" for step, fact in recording.skipped.items()]
        if recording.stopped:
            said.append(f"stopped: {recording.stopped}")
        if recording.left:
            said.append(f"not asked yet: {', '.join(recording.left)}; the same command goes on with them")
        return said

    def differences(self) -> Rows:
        return [(each.endpoint, each.kind, each.where, each.detail, each.against) for each in self.comparison.findings]

    def quirks(self) -> Rows:
        return [(one.quirk.endpoint, one.quirk.says, _HOLDS[one.holds]) for one in self.comparison.verdicts]

    def calls(self) -> Rows:
        """One row a step: what was asked and what came."""
        return [self._call(step) for step in self.steps]

    def _call(self, step: Step) -> tuple[str, ...]:
        if step.name in self.answers:
            answer = self.answers[step.name]
            take = answer.take
            params = " ".join(f"{name}={value}" for name, value in take.params.items())
            too_low = ", the key's tier is too low" if step.endpoint.tier > self.tier and take.status == 401 else ""
            return step.name, params, f"{take.status}{too_low}", f"{len(answer.records):,}", f"{take.body_bytes:,}"
        return step.name, "", "failed" if step.name in self.recording.failed else "not asked yet", "", ""


_DIFFERENCES = ("endpoint", "what differs", "where", "how", "against")
_QUIRKS = ("endpoint", "believed", "")
_CALLS = ("call", "parameters", "status", "records", "bytes")


def show(console: Console, report: Report) -> None:
    """Prints the differences, the quirks and the summary; the calls stand in the Markdown only."""
    if report.comparison.findings:
        console.print(_table("Differences", _DIFFERENCES, report.differences()))
    console.print(_table("Quirks", _QUIRKS, report.quirks()))
    for sentence in report.summary():
        console.print(escape(sentence), soft_wrap=True)


def markdown(report: Report) -> str:
    """The whole report."""
    parts = [f"# {report.base_url}, season {report.season}", "\n".join(f"- {one}" for one in report.summary())]
    for title, names, rows in (
        ("Differences", _DIFFERENCES, report.differences()),
        ("Quirks", _QUIRKS, report.quirks()),
        ("Calls", _CALLS, report.calls()),
    ):
        parts.append(f"## {title}\n\n" + ("\n".join(map(_line, (names, ("---",) * len(names), *rows))) or "none"))
    return "\n\n".join(parts) + "\n"


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _table(title: str, names: Sequence[str], rows: Rows) -> Table:
    table = Table(*names, title=title, title_justify="left")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

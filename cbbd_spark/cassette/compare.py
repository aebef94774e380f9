"""Holds a cassette against all that this project believes: the contract, the simulator, the known quirks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cbbd_spark.cassette import against_contract, against_published, against_simulator, quirks
from cbbd_spark.cassette.answer import Answer, Answers, Take
from cbbd_spark.cassette.facts import learn
from cbbd_spark.cassette.finding import Finding, Kind, merged
from cbbd_spark.cassette.plan import API_DOCS, Step
from cbbd_spark.cassette.shape import Shape, shape_of
from cbbd_spark.cassette.simulated import StandIn
from cbbd_spark.simulator.routes import all_routes


@dataclass(frozen=True)
class Comparison:
    """Every difference once, and what became of each quirk."""

    findings: list[Finding]
    verdicts: list[quirks.Verdict]


def compare(asked: Sequence[Step], answers: Answers, simulated: Answers, stand_in: StandIn, season: int) -> Comparison:
    """All differences of the answers to the steps asked; `simulated` are those of the stand-in to the same."""
    verdicts = quirks.verdicts(answers, learn(season, answers))
    found = [*_answers(asked, answers, simulated), *_records(asked, answers, simulated, stand_in)]
    found += [*_meter(asked, answers), *quirks.findings(verdicts)]
    return Comparison(merged(found), verdicts)


def _answers(asked: Sequence[Step], answers: Answers, simulated: Answers) -> Iterator[Finding]:
    """What each answer is as a whole."""
    for step in asked:
        wire, endpoint = answers[step.name], step.endpoint.name
        if wire.take.is_masked:
            yield Finding(endpoint, Kind.KEY, step.name, "the body repeats the API key", "contract")
        if wire.is_ok and wire.document is None:
            yield Finding(endpoint, Kind.UNREADABLE, step.name, "the body is no JSON", "contract")
        elif step.endpoint == API_DOCS:
            yield from against_published.findings(wire.document if wire.is_ok else None)
        else:
            yield from _order(step, wire)
            yield from _cap(step, wire)
            if step.name in simulated:
                ours = simulated[step.name]
                yield from against_simulator.of_answer(step.name, wire, ours, may_be_empty=step.may_be_empty)


def _records(asked: Sequence[Step], answers: Answers, simulated: Answers, stand_in: StandIn) -> Iterator[Finding]:
    """What the records of each endpoint are, those of all its answers together."""
    for endpoint in {step.endpoint.name: step.endpoint for step in asked if step.endpoint != API_DOCS}.values():
        names = [step.name for step in asked if step.endpoint.name == endpoint.name]
        wire = [answers[name] for name in names]
        theirs = _shape(wire)
        ours = _shape([simulated[name] for name in names if name in simulated])
        yield from against_contract.findings(endpoint, wire, theirs)
        yield from against_simulator.of_records(endpoint.name, theirs, ours, stand_in.shape(endpoint.path))


def _shape(answers: Sequence[Answer]) -> Shape:
    return shape_of(record for answer in answers for record in answer.records)


def _order(step: Step, answer: Answer) -> Iterator[Finding]:
    order = all_routes()[step.endpoint.path].order
    if order:
        found = [record.get(order[0]) for record in answer.records if isinstance(record, dict)]
        values = [value for value in found if isinstance(value, str)]
        if any(before > after for before, after in pairwise(values)):
            yield Finding(step.endpoint.name, Kind.ORDER, step.name, f"the rows are not by {order[0]}", "simulator")


def _cap(step: Step, answer: Answer) -> Iterator[Finding]:
    cap, rows = step.endpoint.row_cap, len(answer.records)
    if cap and rows > cap.rows:
        yield Finding(
            step.endpoint.name, Kind.CAP, step.name, f"{rows} records, {cap.rows} at most are due", "contract"
        )


def _meter(asked: Sequence[Step], answers: Answers) -> Iterator[Finding]:
    """A call is counted when it is metered and answered well; seen between calls that came right after each other."""
    metered = {step.name: step.endpoint.is_metered for step in asked}
    takes = sorted((answers[name].take for name in metered), key=lambda take: (take.run, take.number))
    for before, after in pairwise(takes):
        cost = _cost(before, after)
        due = int(metered[after.step] and after.status == 200)
        if cost is not None and cost != due:
            detail = f"{cost} calls were counted where {due} are due (is the key used elsewhere?)"
            yield Finding(after.endpoint, Kind.METER, after.step, detail, "contract")


def _cost(before: Take, after: Take) -> int | None:
    if before.run != after.run or after.number != before.number + 1:
        return None
    if before.calls_remaining is None or after.calls_remaining is None:
        return None
    return before.calls_remaining - after.calls_remaining

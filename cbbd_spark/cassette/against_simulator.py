"""Answers held against the simulator's answers to the same calls: their shape, since the values differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import lgamma, log

from cbbd_spark.cassette.answer import Answer
from cbbd_spark.cassette.finding import Finding, Kind
from cbbd_spark.cassette.shape import NULL, OBJECT, Shape, parent, shape_of, together

_AGAINST = "simulator"
# Those of the connection and of the machine that answers, and those that depend on how large the body is.
_NOT_COMPARED = {"content-length", "content-encoding", "date", "server"}
_LARGE = 100_000
_MESSAGE_LETTERS = 100
_BY_CHANCE = 1e-5  # there are thousands of fields


def of_records(endpoint: str, theirs: Shape, ours: Shape, more: Shape) -> Iterator[Finding]:
    """Differences between the records of an endpoint; `more` is the shape of further ones of the simulator."""
    if theirs and ours:
        yield from _shape(endpoint, theirs, together(ours, more))
        yield from _gone(endpoint, theirs, ours)


def of_answer(step: str, wire: Answer, simulated: Answer, *, may_be_empty: bool) -> Iterator[Finding]:
    """Differences between two answers to one step, the records themselves left aside."""
    endpoint = wire.take.endpoint
    if wire.take.status != simulated.take.status:
        detail = f"{wire.take.status}{_message(wire)}, the simulator says {simulated.take.status}"
        yield Finding(endpoint, Kind.STATUS, step, detail, _AGAINST)
        return
    yield from _headers(endpoint, wire, simulated)
    if not wire.is_ok:
        theirs, ours = (shape_of([each.document or ""]) for each in (wire, simulated))  # no JSON counts as a text
        prefix = f"body of a {wire.take.status}: "
        yield from _shape(endpoint, theirs, ours, prefix)
        yield from _gone(endpoint, theirs, ours, prefix)
    elif not may_be_empty and bool(wire.records) != bool(simulated.records):
        counts = f"{len(wire.records)} records, {len(simulated.records)} of the simulator"
        yield Finding(endpoint, Kind.NO_ROWS, step, counts, _AGAINST)


def _headers(endpoint: str, wire: Answer, simulated: Answer) -> Iterator[Finding]:
    theirs, ours = ({name for name in each.take.headers if name not in _NOT_COMPARED} for each in (wire, simulated))
    for name in sorted(theirs ^ ours):
        detail = "comes, and the simulator sends none" if name in theirs else "is missing"
        yield Finding(endpoint, Kind.HEADER, name, detail, _AGAINST)
    kinds = [each.take.headers.get("content-type", "").partition(";")[0].strip() for each in (wire, simulated)]
    if all(kinds) and kinds[0] != kinds[1]:
        yield Finding(endpoint, Kind.HEADER, "content-type", f"is {kinds[0]}, not {kinds[1]}", _AGAINST)
    if wire.take.body_bytes > _LARGE and "content-encoding" not in wire.take.headers:
        yield Finding(endpoint, Kind.HEADER, "content-encoding", "is missing: a large body comes unpacked", _AGAINST)


def _shape(endpoint: str, theirs: Shape, ours: Shape, prefix: str = "") -> Iterator[Finding]:
    """Fields and kinds of values that the simulator does not have."""
    for path, kinds in theirs.items():
        if path in ours:
            strange, known = kinds.keys() - ours[path].keys() - {NULL}, ours[path].keys() - {NULL}
            if strange and known:
                detail = f"{_words(strange)}, {_words(known)} in the simulator"
                yield Finding(endpoint, Kind.CHANGED_TYPE, prefix + path, detail, _AGAINST)
            if NULL in kinds and NULL not in ours[path] and not _may_be_chance(kinds, ours[path]):
                detail = f"null in {kinds[NULL]} of {kinds.total()}, never in the simulator"
                yield Finding(endpoint, Kind.NULL, prefix + path, detail, _AGAINST)
        elif _could_be(path, ours):
            yield Finding(endpoint, Kind.NEW_FIELD, prefix + path, "the simulator does not send it", _AGAINST)


def _may_be_chance(theirs: Counter[str], ours: Counter[str]) -> bool:
    """Whether the nulls could all have fallen to the one side by chance, as in Fisher's exact test."""
    nulls, values, both = theirs[NULL], theirs.total(), theirs.total() + ours.total()
    return _log_choices(values, nulls) - _log_choices(both, nulls) > log(_BY_CHANCE)


def _log_choices(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def _gone(endpoint: str, theirs: Shape, ours: Shape, prefix: str = "") -> Iterator[Finding]:
    for path in ours.keys() - theirs.keys():
        if _could_be(path, theirs):
            yield Finding(endpoint, Kind.VANISHED_FIELD, prefix + path, "the simulator sends it", _AGAINST)


def _could_be(path: str, shape: Shape) -> bool:
    """Whether the shape has seen what the path stands in: items of lists that were all empty prove nothing."""
    outer, kind = parent(path)
    return kind == OBJECT and outer in shape and shape[outer][kind] > 0


def _message(answer: Answer) -> str:
    document = answer.document
    message = document.get("message") if isinstance(document, dict) else None
    return f' "{message[:_MESSAGE_LETTERS]}"' if isinstance(message, str) else ""


def _words(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))

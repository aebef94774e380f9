"""What an answer teaches for the planning of others: days with games, teams of a season."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cbbd_spark.ingest.knowledge import SPINE
from cbbd_spark.ingest.peek import Peek
from cbbd_spark.spec.endpoint import BySeason, Endpoint
from cbbd_spark.state.ledger import Facts, Team

_FINAL = "final"


def facts_of(endpoint: Endpoint, params: dict[str, Any], records: Iterable[Any], peek: Peek) -> Facts:
    """The facts in the records of one answer; empty for endpoints that teach nothing."""
    if endpoint.name == SPINE:
        return Facts(days=_finals_by_day(records, peek))
    if params and _lists_teams(endpoint):
        return Facts(teams=list(_teams(records)))
    return Facts()


def teaches(endpoint: Endpoint) -> bool:
    return endpoint.name == SPINE or _lists_teams(endpoint)


def _lists_teams(endpoint: Endpoint) -> bool:
    names = {field.name for field in endpoint.record.fields}
    by_season = any(isinstance(route, BySeason) for route in endpoint.routes)
    return by_season and {"id", "school", "conferenceId", "conference"} <= names


def _finals_by_day(records: Iterable[Any], peek: Peek) -> dict[str, list[int]]:
    days: dict[str, list[int]] = {}
    for record in records:
        date = peek.date_of(record)
        if date is not None:
            finals = days.setdefault(date.date().isoformat(), [])
            if record.status == _FINAL and isinstance(record.id, int) and record.id > 0:
                finals.append(record.id)
    return {day: sorted(ids) for day, ids in sorted(days.items())}


def _teams(records: Iterable[Any]) -> Iterable[Team]:
    for record in records:
        if isinstance(record.id, int) and record.id > 0 and isinstance(record.school, str) and record.school.strip():
            yield Team(record.id, record.school, record.conference if isinstance(record.conference, str) else None)

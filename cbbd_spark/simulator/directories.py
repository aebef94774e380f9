"""/teams/directory of a folder that has no file for it: put together from its teams and conferences."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from cbbd_spark.simulator.dataset import Record, Source
from cbbd_spark.simulator.wire import encode

_OF_TEAM = (
    "id", "sourceId", "school", "mascot", "abbreviation", "displayName", "shortDisplayName", "conferenceId"
)  # fmt: skip
_OF_CONFERENCE = ("id", "name", "abbreviation")


def short_label(season: int) -> str:
    """2025 is `2024–25` here, with an en dash."""
    return f"{season - 1}–{season % 100:02d}"


def _picked(record: Record, names: Sequence[str]) -> dict[str, Any]:
    document = msgspec.json.decode(record.body)
    return {name: document.get(name) for name in names}


def directories(sources: Mapping[str, Source], seasons: frozenset[int]) -> list[Record]:
    """One object per season, as far as the folder knows teams and conferences."""
    if "/teams" not in sources or "/conferences" not in sources:
        return []
    conferences = [_picked(record, _OF_CONFERENCE) for record in sources["/conferences"]({})]
    found = []
    for season in sorted(seasons):
        members = [record for record in sources["/teams"]({}) if record.fields["season"] == season]
        document = {
            "season": season,
            "seasonLabel": short_label(season),
            "teams": [_picked(record, _OF_TEAM) for record in members],
            "conferences": conferences,
        }
        found.append(Record({"season": season}, encode(document)))
    return found

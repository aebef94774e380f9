"""Which of the answers that landed a replay takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from cbbd_spark.raw.layout import timestamp
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.spec.endpoint import BySeason, ByUtcDay, Endpoint


@dataclass(frozen=True)
class Selection:
    """Answers of these seasons (None: all) and those that belong to no season, fetched before an instant, if any."""

    seasons: Collection[int] | None = None
    before: datetime | None = None

    def __str__(self) -> str:
        of = "all seasons" if self.seasons is None else ", ".join(map(str, sorted(self.seasons)))
        return of if self.before is None else f"{of} as known before {timestamp(self.before)}"

    def takes(self, endpoint: Endpoint, entry: Entry) -> bool:
        # Both are texts of one length in UTC, so their order is that of time.
        if self.before is not None and entry.fetched_at >= timestamp(self.before):
            return False
        season = season_of(endpoint, entry)
        return self.seasons is None or season is None or season in self.seasons


def season_of(endpoint: Endpoint, entry: Entry) -> int | None:
    """The season that was asked for; None where the request names none, as for today's teams or a single game."""
    season = entry.params.get("season")
    if isinstance(season, int):
        return season
    for route in endpoint.routes:
        asked = entry.params.get(route.parameter) if isinstance(route, BySeason | ByUtcDay) else None
        if isinstance(route, BySeason) and isinstance(asked, int):
            return asked - route.offset
        if isinstance(route, ByUtcDay) and isinstance(asked, str):
            return _season_of_day(asked)
    return None


def _season_of_day(day: str) -> int:
    # As basketball.calendar has it for columns: a season begins on the first of July.
    found = date.fromisoformat(day)
    return found.year + (found.month >= 7)

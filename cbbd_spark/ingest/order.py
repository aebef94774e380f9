"""What a harvest is asked to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest import plan as planning
from cbbd_spark.ingest.source import known
from cbbd_spark.ingest.window import season_of
from cbbd_spark.spec.endpoint import Endpoint

_FIRST, _LAST = 1950, 2100


class Mode(StrEnum):
    """backfill: whole seasons; incremental: what may have changed since the last daily run."""

    BACKFILL = "backfill"
    INCREMENTAL = "incremental"


@dataclass(frozen=True)
class Order:
    """seasons: of a backfill, none = all that the API has
    endpoints: by name, none = those that are planned by themselves
    refresh: ask again also for what is held
    budget: calls that may be made; None = as many as the month allows
    partial: as much as the budget allows instead of all or nothing
    """

    seasons: Sequence[int] = ()
    mode: Mode = Mode.BACKFILL
    endpoints: Sequence[str] = ()
    refresh: bool = False
    budget: int | None = None
    partial: bool = False

    def __post_init__(self) -> None:
        if self.budget is not None and self.budget < 0:
            raise ConfigurationError(f"budget {self.budget}: a number of calls was expected, 0 or more")
        if self.mode is Mode.INCREMENTAL and self.seasons:
            raise ConfigurationError("a daily run takes the season of the day: leave the seasons out, or backfill them")

    def chosen(self) -> list[Endpoint]:
        """ConfigurationError for an endpoint that is not known."""
        return planning.choose(known(), self.endpoints)

    def seasons_at(self, now: datetime) -> list[int]:
        """The seasons to ask, newest first; ConfigurationError for one that cannot exist."""
        chosen = self.chosen()
        if self.mode is Mode.INCREMENTAL:
            return [season_of(now)]
        return planning.check_seasons(chosen, self.seasons or planning.every_season(chosen, now), now)


def parse_seasons(words: Sequence[str]) -> tuple[int, ...]:
    """`2025`, `2023-2025` and `2023,2025`, in order and without doubles."""
    found: set[int] = set()
    for part in (part.strip() for word in words for part in word.split(",")):
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise ConfigurationError(f"{part!r} is no season: write 2025, 2023-2025 or 2023,2025")
        ends = int(first), int(last or first)
        if not _FIRST <= ends[0] <= ends[1] <= _LAST:
            raise ConfigurationError(f"{part!r} is no season: the year in which it ends was expected, as in 2025")
        found.update(range(ends[0], ends[1] + 1))
    return tuple(sorted(found))

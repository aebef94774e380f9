"""Which rows a build speaks for: those of some seasons, or of some games in them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

SEASON = "season"


@dataclass(frozen=True)
class Scope:
    """Seasons (None: all), and of those only the rows whose `unit` has one of the `values` (None: all).

    A frame without one of these columns is not narrowed by it: a table of teams belongs to every season.
    """

    seasons: tuple[int, ...] | None = None
    unit: str | None = None
    values: tuple[int, ...] | None = None

    @property
    def wanted(self) -> dict[str, tuple[int, ...]]:
        """The values by the columns that narrow."""
        wanted = {SEASON: self.seasons, self.unit: self.values}
        return {name: values for name, values in wanted.items() if name is not None and values is not None}

    @property
    def is_all(self) -> bool:
        return self.seasons is None and self.values is None

    @property
    def is_nothing(self) -> bool:
        return self.seasons == () or self.values == ()

    def narrow(self, frame: DataFrame) -> DataFrame:
        """The rows of the frame that are in the scope."""
        conditions = self._conditions(frame.columns, str)
        return reduce(lambda narrowed, condition: narrowed.where(condition), conditions, frame)

    def has_whole_keys(self, key: Collection[str]) -> bool:
        """Whether rows of one key are all in the scope or all outside of it."""
        return all(name in key for name in self.wanted)

    def holds(self, names: Collection[str], called: Callable[[str], str] = str) -> Column:
        """TRUE for a row in the scope, FALSE, never NULL, for others; of a frame with columns of these names.

        `called` gives the name that a column of the table has there.
        """
        return reduce(Column.__and__, self._conditions(names, called), F.lit(True))

    def _conditions(self, names: Collection[str], called: Callable[[str], str]) -> list[Column]:
        """One condition per column that narrows."""
        return [
            F.coalesce(F.col(called(name)).isin(*sorted(values)), F.lit(False))
            for name, values in self.wanted.items()
            if called(name) in names
        ]

    def __str__(self) -> str:
        seasons = "all seasons" if self.seasons is None else ", ".join(map(str, sorted(self.seasons))) or "no season"
        return seasons if self.values is None else f"{len(self.values):,} of {self.unit} in {seasons}"


EVERYTHING = Scope()

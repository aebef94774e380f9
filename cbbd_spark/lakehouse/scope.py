"""Which rows a build speaks for: those of some seasons, or of some games in them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

SEASON = "season"
GAME = "game_id"
# Iceberg looks at the bounds of a file for so many values at most; beyond that a list only makes the plan long.
MOST_LITERALS = 200


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
        """The rows of the frame that are in the scope; Iceberg leaves files of others alone."""
        return reduce(lambda narrowed, each: narrowed.where(is_one_of(*each)), self._held(frame.columns), frame)

    def without(self, frame: DataFrame) -> DataFrame:
        """The rows that are not in the scope, those with NULL among them; Iceberg leaves the files of others alone."""
        outside = (F.col(name).isNull() | ~is_one_of(name, values) for name, values in self._held(frame.columns))
        return frame.where(reduce(Column.__or__, outside, F.lit(False)))

    def has_whole_keys(self, key: Collection[str]) -> bool:
        """Whether rows of one key are all in the scope or all outside of it."""
        return all(name in key for name in self.wanted)

    def holds(self, names: Collection[str], called: Callable[[str], str] = str) -> Column:
        """TRUE for a row in the scope, FALSE, never NULL, for others; of a frame with columns of these names.

        `called` gives the name that a column of the table has there.
        """
        # In `narrow` NULL needs no word, and what stands in coalesce() Iceberg does not see.
        inside = (F.coalesce(is_one_of(*each), F.lit(False)) for each in self._held(names, called))
        return reduce(Column.__and__, inside, F.lit(True))

    def _held(self, names: Collection[str], called: Callable[[str], str] = str) -> list[tuple[str, tuple[int, ...]]]:
        """The columns of these names that narrow, each with its values."""
        return [(called(name), values) for name, values in self.wanted.items() if called(name) in names]

    def __str__(self) -> str:
        seasons = "all seasons" if self.seasons is None else ", ".join(map(str, sorted(self.seasons))) or "no season"
        return seasons if self.values is None else f"{len(self.values):,} of {self.unit} in {seasons}"


def is_one_of(name: str, values: Collection[int]) -> Column:
    """The column has one of the values; NULL where it is NULL."""
    ordered = sorted(values)
    # As one text: each literal would be some calls to Java.
    either = F.expr(f"`{name}` IN ({', '.join(map(str, ordered))})") if ordered else F.lit(False)
    # Iceberg compares so many values with the bounds of a file, and no more.
    return either if len(ordered) <= MOST_LITERALS else either & F.col(name).between(ordered[0], ordered[-1])


EVERYTHING = Scope()

"""Which rows a build speaks for: those of some seasons, or of some games in them."""

from __future__ import annotations

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
    def is_all(self) -> bool:
        return self.seasons is None and self.values is None

    @property
    def is_nothing(self) -> bool:
        return self.seasons == () or self.values == ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that may narrow."""
        return (SEASON,) if self.unit is None else (SEASON, self.unit)

    def narrow(self, frame: DataFrame) -> DataFrame:
        """The rows of the frame that are in the scope."""
        conditions = self.conditions({name: F.col(name) for name in self.columns if name in frame.columns})
        return reduce(lambda narrowed, condition: narrowed.where(condition), conditions, frame)

    def holds(self, columns: dict[str, Column]) -> Column:
        """TRUE for a row in the scope, whose columns are given by name; FALSE, never NULL, for others."""
        return reduce(Column.__and__, self.conditions(columns), F.lit(True))

    def conditions(self, columns: dict[str, Column]) -> list[Column]:
        """One condition per column that narrows."""
        wanted = {SEASON: self.seasons, self.unit: self.values}
        return [
            F.coalesce(columns[name].isin(*sorted(values)), F.lit(False))
            for name, values in wanted.items()
            if name is not None and values is not None and name in columns
        ]

    def __str__(self) -> str:
        seasons = "all seasons" if self.seasons is None else ", ".join(map(str, sorted(self.seasons))) or "no season"
        return seasons if self.values is None else f"{len(self.values):,} of {self.unit} in {seasons}"


EVERYTHING = Scope()

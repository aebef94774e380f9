"""What an endpoint is: where it is asked, what one record means, and by which routes it can be enumerated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cbbd_spark.spec.openapi import Parameter
from cbbd_spark.spec.record import Object


class CapUnit(Enum):
    """What a row cap counts."""

    GAMES = "games"
    TEAM_ROWS = "team rows"


@dataclass(frozen=True)
class RowCap:
    """The API cuts a longer answer at `rows` without a sign; `unit` says what a row is."""

    rows: int
    unit: CapUnit


@dataclass(frozen=True)
class Once:
    """One call without parameters brings everything there is."""


@dataclass(frozen=True)
class BySeason:
    """One call a season. `parameter` is `season`, or `year` where the API counts recruiting classes.

    `offset` is added to the season: the recruiting class of season S is year S - 1.
    """

    parameter: str = "season"
    offset: int = 0


@dataclass(frozen=True)
class ByDateWindow:
    """Windows of `days` days within a season, halved where an answer is as long as its cap."""

    days: int


@dataclass(frozen=True)
class ByUtcDay:
    """One call for each UTC day on which a game of the season starts."""

    parameter: str = "date"


@dataclass(frozen=True)
class ByTeam:
    """One call for each Division I team of a season."""


@dataclass(frozen=True)
class ByConference:
    """One call for each conference of a season."""


@dataclass(frozen=True)
class ByGame:
    """One call for each game: for gaps, not for backfill."""


@dataclass(frozen=True)
class ByPlayer:
    """One call for each player: never planned by itself."""


Route = Once | BySeason | ByDateWindow | ByUtcDay | ByTeam | ByConference | ByGame | ByPlayer


@dataclass(frozen=True)
class Endpoint:
    """One GET path of a source.

    `name` is the endpoint's word everywhere: raw folder, bronze table, command line.
    `key` names the fields that make a record unique, in the API's spelling and dotted where nested; a name of
    `from_request` may stand among them. `from_request` are the parameters that the record does not repeat and
    that bronze keeps as columns. `routes` are taken in order, all of them: most endpoints have one.
    `first_season` is the first season that the API has. `tier` is the paid tier that the API asks for.
    """

    name: str
    source: str
    path: str
    grain: str
    key: tuple[str, ...]
    routes: tuple[Route, ...]
    record: Object
    parameters: tuple[Parameter, ...]
    is_array: bool = True
    from_request: tuple[str, ...] = ()
    row_cap: RowCap | None = None
    first_season: int = 2003
    tier: int = 0
    max_concurrent: int | None = None

    @property
    def bronze_table(self) -> str:
        return f"cbbd_bronze.{self.name}"

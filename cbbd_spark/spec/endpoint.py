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
    """One call a season. `parameter` is `season`, or `year` where the API counts classes.

    `offset` is added to the season: the recruiting class of season S is year S - 1.
    `closes` is the month and day of the season's year after which nothing new comes: a draft is in June.
    """

    parameter: str = "season"
    offset: int = 0
    closes: tuple[int, int] = (4, 30)


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
    """One call for each Division I team of a season: by its name, or by its id where that stands in the path."""

    parameter: str = "team"
    by_id: bool = False


@dataclass(frozen=True)
class ByConference:
    """One call for each conference of a season."""

    parameter: str = "conference"


@dataclass(frozen=True)
class ByGame:
    """One call for each final game of a season."""

    parameter: str = "gameId"


@dataclass(frozen=True)
class ByTournament:
    """One call for each tournament of a season: no endpoint lists them, so this is never planned."""


@dataclass(frozen=True)
class ByPlayer:
    """One call for each player of a season: never planned."""


Route = Once | BySeason | ByDateWindow | ByUtcDay | ByTeam | ByConference | ByGame | ByTournament | ByPlayer


@dataclass(frozen=True)
class Endpoint:
    """One GET path of a source.

    name: the endpoint's word everywhere: raw folder, bronze table, command line
    key: the fields that make a record unique, in the API's spelling and dotted where nested; a name of
        `from_request` may stand among them
    from_request: parameters that the record does not repeat and that bronze keeps as columns
    not_echoed: parameters that the record does have a field for, but whose value may be another one there
    routes: all of them are taken; most endpoints have one
    expected_rows: records that a season brings, or that there are at all (Once); for the plan's estimates only
    first_season: the first season that the API has; tier: the paid tier that it asks for
    max_concurrent: calls of this endpoint that the API takes at once, when it limits them
    refresh_days: the age at which a daily run asks again for what still changes
    is_metered: calls count against the monthly quota
    on_demand: asked only when it is named; it adds nothing to the others, or it is about this very moment
    dearer_than: the endpoint that brings the same records by fewer calls; asked only when it is named
    """

    name: str
    source: str
    path: str
    grain: str
    key: tuple[str, ...]
    routes: tuple[Route, ...]
    record: Object
    parameters: tuple[Parameter, ...]
    expected_rows: int
    is_array: bool = True
    from_request: tuple[str, ...] = ()
    not_echoed: tuple[str, ...] = ()
    row_cap: RowCap | None = None
    first_season: int = 2003
    tier: int = 0
    max_concurrent: int | None = None
    refresh_days: int = 1
    is_metered: bool = True
    on_demand: bool = False
    dearer_than: str | None = None

    @property
    def is_planned(self) -> bool:
        """Whether it is asked without being named."""
        return not self.on_demand and self.dearer_than is None

    @property
    def bronze_table(self) -> str:
        return f"cbbd_bronze.{self.name}"
